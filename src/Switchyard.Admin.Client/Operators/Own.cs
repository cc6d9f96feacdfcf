namespace Switchyard.Admin.Client.Operators;

/// <summary>The caller, as the control plane knows it.</summary>
public sealed record Own
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary><c>operator</c> for one with a token; another kind for somebody whom another party vouched for.</summary>
    public required string Kind { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Names of the permissions that the role has, for example <c>providers.write</c>.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }
}
