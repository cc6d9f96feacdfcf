namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_credentials</c>: the stored value of one field.</summary>
public sealed record BundleCredentialRow
{
    /// <summary>See <see cref="BundleCredentialIds"/>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the field.</summary>
    public required string Field { get; init; }

    /// <summary>The value, sealed for <see cref="Id"/>; empty when it was erased because no key opens it.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
