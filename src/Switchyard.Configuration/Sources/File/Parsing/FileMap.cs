namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Members in the order of the file. Their names are unique.</summary>
internal sealed record FileMap : FileNode
{
    public FileMap(FilePlace place, IReadOnlyList<FileMember> members)
        : base(place)
    {
        Members = members;
        for (var i = 0; i < members.Count; i++)
        {
            Hold(members[i].Value);
        }
    }

    public IReadOnlyList<FileMember> Members { get; }
}
