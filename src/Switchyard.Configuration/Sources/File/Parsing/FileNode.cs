namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A value of a configuration file with its place. YAML and JSON become the same tree; an alias is a second reference to the same node.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record FileNode(FilePlace Place)
{
    /// <summary>Number of nodes, aliases counted as often as they are used; stops growing at a billion.</summary>
    public long Size { get; protected init; } = 1;

    /// <summary>Levels of nesting, 1 for a scalar.</summary>
    public int Depth { get; protected init; } = 1;

    protected static long Sum(IEnumerable<FileNode> nodes) => nodes.Aggregate(1L, (sum, node) => Math.Min(sum + node.Size, 1_000_000_000));

    protected static int Deepest(IEnumerable<FileNode> nodes) => 1 + nodes.Select(node => node.Depth).DefaultIfEmpty(0).Max();
}
