namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Collects the members of one map, each name once. Most maps have few, for which a set would be the largest part of them.</summary>
internal sealed class MapMembers
{
    private const int Few = 8;

    private readonly List<FileMember> _members = [];
    private HashSet<string>? _names;

    /// <summary>What was added, in that order.</summary>
    public IReadOnlyList<FileMember> All => _members;

    /// <summary>Adds a member; false when its name is taken.</summary>
    public bool TryAdd(FileMember member)
    {
        if (_names is null ? Has(member.Name) : !_names.Add(member.Name))
        {
            return false;
        }

        _members.Add(member);
        if (_members.Count == Few)
        {
            _names = _members.Select(static known => known.Name).ToHashSet(StringComparer.Ordinal);
        }

        return true;
    }

    private bool Has(string name)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
