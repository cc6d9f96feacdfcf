namespace Switchyard.Processes;

/// <summary>What children need to know of the process that starts them. Nothing here is read from that process's own environment: whoever composes it passes it in.</summary>
public sealed record ProcessSettings
{
    /// <summary>Names a node's data directory, or what else there is one process of at a time, for ever (letters, digits, hyphens). Two that run at once never share it, on one machine or on one database: each ends what an earlier boot with its own id left over.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Names this run (letters, digits, hyphens), new at every start.</summary>
    public required string BootId { get; init; }

    /// <summary>Environment of this process. A child gets only <c>PATH</c>, <c>LANG</c>, <c>LC_*</c>, <c>TZ</c> and <c>TMPDIR</c> of it.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }
}
