namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_sign_in_starts</c>: a sign-in under way.</summary>
public sealed record SignInStartRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Id of the user; empty for the one that the workspace shares.</summary>
    public required string UserId { get; init; }

    /// <summary>SHA-256 of the state, lower-case hexadecimal.</summary>
    public required string StateHash { get; init; }

    /// <summary>Everything that its end needs, sealed for <see cref="Id"/>.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Who began it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>First instant at which it is not there any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
