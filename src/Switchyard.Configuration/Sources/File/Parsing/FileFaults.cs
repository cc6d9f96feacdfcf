namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Collects the faults of one file.</summary>
internal sealed class FileFaults(string file)
{
    private readonly List<ConfigurationFault> _faults = [];
    private readonly List<UnknownReference> _unknown = [];

    public string File { get; } = file;

    /// <summary>All of them in the order of their places.</summary>
    public IReadOnlyList<ConfigurationFault> All => [.. _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

    /// <summary>Values that nobody can judge, because a variable in them was not looked up.</summary>
    public IReadOnlyList<UnknownReference> Unknown => _unknown;

    public bool IsEmpty => _faults.Count == 0;

    public void Add(FilePlace place, string path, string detail) => _faults.Add(new ConfigurationFault(File, place.Line, place.Column, path, detail));

    public void Add(FilePlace place, NodePath path, string detail) => Add(place, path.ToString(), detail);

    /// <summary>Notes a value that can not be judged; faults of exactly this field are none.</summary>
    public void NotJudged(UnknownReference reference) => _unknown.Add(reference);
}
