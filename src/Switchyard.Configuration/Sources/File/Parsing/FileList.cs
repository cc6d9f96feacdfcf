namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A list.</summary>
internal sealed record FileList : FileNode
{
    public FileList(FilePlace place, IReadOnlyList<FileNode> items)
        : base(place)
    {
        Items = items;
        Size = Sum(items);
        Depth = Deepest(items);
    }

    public IReadOnlyList<FileNode> Items { get; }
}
