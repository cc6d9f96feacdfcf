namespace Switchyard.Bundles.Processes;

/// <summary>What the processes of bundles need to know of their node. Nothing here is read from the node's own environment: whoever composes the node passes it in.</summary>
internal sealed record ProcessSettings
{
    /// <summary>Names the data directory of this node for ever (letters, digits, hyphens). Two nodes that run at once never share it, on one machine or on one database: each ends what an earlier boot with its own id left over.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Names this run of the node (letters, digits, hyphens), new at every start.</summary>
    public required string BootId { get; init; }

    /// <summary>Directory under which each bundle has its own, absolute. Made when it is missing.</summary>
    public required string Root { get; init; }

    /// <summary>Environment of the node. A child gets only <c>PATH</c>, <c>LANG</c>, <c>LC_*</c>, <c>TZ</c> and <c>TMPDIR</c> of it.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }
}
