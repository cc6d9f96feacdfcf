namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_sign_ins</c>.</summary>
public sealed record SignInRow
{
    /// <summary>See <see cref="SignInIds"/>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Id of the user; empty for the one that the workspace shares.</summary>
    public required string UserId { get; init; }

    /// <summary>The authorization server.</summary>
    public required string Issuer { get; init; }

    /// <summary>What the tokens are for, and where they may go.</summary>
    public required string Resource { get; init; }

    /// <summary>Another one with each sign-in; renewals keep it.</summary>
    public required Guid Serial { get; init; }

    /// <summary>The tokens, sealed for <see cref="Id"/>; empty when they were erased because no key opens them.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary><c>ok</c> or <c>lost</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it was lost, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Failed checks in a row.</summary>
    public int Losses { get; init; }

    /// <summary>End of the access token, or null for no known end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Before this instant nobody may try to renew it, but for who has claimed it.</summary>
    public DateTimeOffset RetryAt { get; init; }

    /// <summary>The node that renews it now, or null.</summary>
    public Guid? ClaimedBy { get; init; }

    /// <summary>One more with each write of tokens or state.</summary>
    public long Version { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
