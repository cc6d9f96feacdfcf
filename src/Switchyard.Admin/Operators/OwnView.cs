namespace Switchyard.Admin.Operators;

/// <summary>The caller, as the API knows it.</summary>
internal sealed record OwnView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>operator</c> for one with a token; another kind for somebody whom another party vouched for.</summary>
    public required string Kind { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Names of the permissions that the role has.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>For a caller with a session's cookie: what a change must repeat in <c>X-Switchyard-Antiforgery</c>; else null.</summary>
    public string? Antiforgery { get; init; }
}
