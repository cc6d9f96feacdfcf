namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A value of a configuration file with its place. YAML and JSON become the same tree; an alias is a second reference to the same node.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record FileNode(FilePlace Place)
{
    /// <summary>Number of nodes, aliases counted as often as they are used; stops growing at a billion.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>Levels of nesting, 1 for a scalar.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Counts what this node holds; for constructors.</summary>
    protected void Hold(FileNode node)
    {
        Size = Math.Min(Size + node.Size, 1_000_000_000);
        Depth = Math.Max(Depth, node.Depth + 1);
    }
}
