namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A list.</summary>
internal sealed record FileList : FileNode
{
    public FileList(FilePlace place, IReadOnlyList<FileNode> items)
        : base(place)
    {
        Items = items;
        for (var i = 0; i < items.Count; i++)
        {
            Hold(items[i]);
        }
    }

    public IReadOnlyList<FileNode> Items { get; }
}
