namespace Switchyard.Model.Providers;

/// <summary>Reasons for which a provider can not serve, as <c>status.reason</c> shows them. Such a provider stops nobody else.</summary>
public static class ProviderErrors
{
    /// <summary>A sealed value of it opens with none of the keys.</summary>
    public const string SecretUnreadable = "secret_unreadable";

    /// <summary>Its settings do not keep the rules.</summary>
    public const string InvalidSettings = "invalid_settings";

    /// <summary>It has no enabled key and does not let clients bring their own.</summary>
    public const string NoUsableKey = "no_usable_key";
}
