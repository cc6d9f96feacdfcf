namespace Switchyard.Storage.Bundles;

/// <summary>That a value is stored for a field of a bundle.</summary>
public sealed record BundleFieldRow
{
    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Name of the field.</summary>
    public required string Field { get; init; }
}
