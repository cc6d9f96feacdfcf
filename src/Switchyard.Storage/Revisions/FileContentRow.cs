namespace Switchyard.Storage.Revisions;

/// <summary>The row of <c>config_files</c>: which content of the configuration files is the newest that any node has seen.</summary>
public sealed record FileContentRow
{
    /// <summary>Hash of what the files say.</summary>
    public required string Hash { get; init; }

    /// <summary>The revision that it came with; 0 for the first content, which came with none.</summary>
    public required long Revision { get; init; }

    /// <summary>Name of the node that saw it first.</summary>
    public required string Node { get; init; }

    /// <summary>When that was.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
