namespace Switchyard.Storage.Bundles;

/// <summary>How a sign-in stands, without its tokens; also one that is under way.</summary>
public sealed record SignInStandingRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Id of the user; empty for the one that the workspace shares.</summary>
    public required string UserId { get; init; }

    /// <summary><c>ok</c>, <c>lost</c> or <c>pending</c>.</summary>
    public required string State { get; init; }

    /// <summary>The authorization server; null of one under way.</summary>
    public string? Issuer { get; init; }

    /// <summary>What the tokens are for; null of one under way.</summary>
    public string? Resource { get; init; }

    /// <summary>Which sign-in; null of one under way.</summary>
    public Guid? Serial { get; init; }

    /// <summary>Why it was lost, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>End of the access token, or of the sign-in under way.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last written; null of one under way.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
