namespace Switchyard.Configuration.Reloading;

/// <summary>The configuration files that a node's configuration was composed of.</summary>
/// <param name="Hash">What tells this content of the files from another; nodes with equal files have the same.</param>
/// <param name="Names">The files as this node calls them, in order.</param>
public sealed record FilesInForce(string Hash, IReadOnlyList<string> Names)
{
    /// <inheritdoc />
    public bool Equals(FilesInForce? other) => other is not null && Hash == other.Hash && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);
}
