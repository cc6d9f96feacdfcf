namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_archives</c>: an archive without its bytes, which are in parts.</summary>
public sealed record BundleArchiveRow
{
    /// <summary>SHA-256 of its bytes, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What its manifest says, canonical JSON.</summary>
    public required string ManifestJson { get; init; }

    /// <summary>When it was uploaded first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the operator who did.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When a definition was last known to name it, or it was uploaded.</summary>
    public required DateTimeOffset UsedAt { get; init; }
}
