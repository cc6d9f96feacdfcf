namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateway_instances</c>: a process that runs as a gateway, and the durable cursor of its delivery.</summary>
public sealed record GatewayInstanceRow
{
    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>What the process calls itself, made once and kept in its data directory.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Its present start.</summary>
    public required string BootId { get; init; }

    /// <summary>Earlier starts, newest first, a JSON array of at most 16 texts: one of them that comes back late is refused.</summary>
    public string FormerBootsJson { get; init; } = "[]";

    /// <summary>Version of Switchyard that it runs, or empty.</summary>
    public string ProductVersion { get; init; } = "";

    /// <summary>When it first connected.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When it last connected, answered or was seen alive.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Epoch of <see cref="AckedSeq"/>.</summary>
    public Guid Epoch { get; init; }

    /// <summary>Everything up to here is applied and serving; 0 before the first acknowledgement.</summary>
    public long AckedSeq { get; init; }

    /// <summary>Hash of the state it then had, or null when it was not compared.</summary>
    public string? AckedHash { get; init; }

    /// <summary>When it acknowledged last.</summary>
    public DateTimeOffset? AckedAt { get; init; }

    /// <summary>The revision its requests run.</summary>
    public long Revision { get; init; }

    /// <summary>The sequence number it refused last and has not got over, or null.</summary>
    public long? RejectedSeq { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Why its next connection must get a snapshot, or null.</summary>
    public string? SnapshotReason { get; init; }

    /// <summary>What it last said about its keys and requests, a JSON object.</summary>
    public string ReportJson { get; init; } = "{}";
}
