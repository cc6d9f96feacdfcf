namespace Switchyard.Model.Access;

/// <summary>Rules of access (section <c>access</c>).</summary>
public sealed record AccessConfig
{
    /// <summary>The defaults.</summary>
    public static AccessConfig Default { get; } = new();

    /// <summary>Whether any client may bring its own key at all; a provider must allow it too.</summary>
    public bool Byok { get; init; } = true;
}
