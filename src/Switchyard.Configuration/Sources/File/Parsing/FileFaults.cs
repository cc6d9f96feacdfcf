namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Collects the faults of one file.</summary>
internal sealed class FileFaults(string file)
{
    private readonly List<ConfigurationFault> _faults = [];

    public string File { get; } = file;

    /// <summary>All of them in the order of their places.</summary>
    public IReadOnlyList<ConfigurationFault> All => [.. _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

    public bool IsEmpty => _faults.Count == 0;

    public void Add(FilePlace place, string path, string detail) => _faults.Add(new ConfigurationFault(File, place.Line, place.Column, path, detail));
}
