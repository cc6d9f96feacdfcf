using Switchyard.Model.Secrets;

namespace Switchyard.Model.Bundles;

/// <summary>The credentials stored for a bundle, as one set with one version.</summary>
public sealed record BundleCredentials
{
    /// <summary>Nothing was ever stored.</summary>
    public static BundleCredentials None { get; } = new();

    /// <summary>Grows by one with each write of any field; 0 before the first.</summary>
    public long Version { get; init; }

    /// <summary>Grows by one with each write that took a value away (removed or cleared): what runs with an older one must end at once.</summary>
    public long Revoked { get; init; }

    /// <summary>Opened values by field. A value that could not be opened is null; a field that was never set, or was cleared, is absent.</summary>
    public IReadOnlyDictionary<string, Secret?> Values { get; init; } = new Dictionary<string, Secret?>();

    /// <inheritdoc />
    public bool Equals(BundleCredentials? other) =>
        other is not null && Version == other.Version && Revoked == other.Revoked && Values.Count == other.Values.Count
        && Values.All(pair => other.Values.TryGetValue(pair.Key, out var value) && Equals(value, pair.Value));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Version, Values.Count);
}
