namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_credential_sets</c>: the numbers of a bundle's credentials, which nodes compare.</summary>
public sealed record BundleCredentialSetRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>One more with each write.</summary>
    public long Version { get; init; }

    /// <summary>One more with each write that took a value away.</summary>
    public long Revoked { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
