namespace Switchyard.Model.Bundles;

/// <summary>Reasons for which a bundle can not run, in <see cref="BundleConfig.Error"/>. Such a bundle stops nobody else.</summary>
public static class BundleErrors
{
    /// <summary>A stored credential of it opens with none of the keys.</summary>
    public const string SecretUnreadable = "secret_unreadable";

    /// <summary>Its stored definition does not keep the rules of this version.</summary>
    public const string InvalidDefinition = "invalid_definition";

    /// <summary>Its command is none of <c>server.bundles.commands</c>.</summary>
    public const string CommandNotAllowed = "command_not_allowed";
}
