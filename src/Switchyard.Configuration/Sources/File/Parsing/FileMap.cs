namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Members in the order of the file. Their names are unique.</summary>
internal sealed record FileMap : FileNode
{
    public FileMap(FilePlace place, IReadOnlyList<FileMember> members)
        : base(place)
    {
        Members = members;
        Size = Sum(members.Select(member => member.Value));
        Depth = Deepest(members.Select(member => member.Value));
    }

    public IReadOnlyList<FileMember> Members { get; }
}
