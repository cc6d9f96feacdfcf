namespace Switchyard.Admin.Client.Gateways;

/// <summary>A process that runs, or ran, as a gateway.</summary>
public sealed record GatewayInstance
{
    /// <summary>What the process calls itself.</summary>
    public required string InstanceId { get; init; }

    /// <summary><c>connected</c>, <c>lagging</c>, <c>rejected</c> or <c>offline</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the node it is connected to, or null.</summary>
    public string? Node { get; init; }

    /// <summary>Version of Switchyard that it runs.</summary>
    public string? Version { get; init; }

    /// <summary>The revision its requests run.</summary>
    public required long Revision { get; init; }

    /// <summary>Events up to here are applied and serving.</summary>
    public required long AckedSeq { get; init; }

    /// <summary>Events that it has not acknowledged.</summary>
    public required long Pending { get; init; }

    /// <summary>Since when it is connected, or null.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>What it refused and has not got over, or null.</summary>
    public GatewayRejection? Rejected { get; init; }

    /// <summary>Events that were removed before it had acknowledged them, newest first.</summary>
    public IReadOnlyList<LostRange> LostRanges { get; init; } = [];
}
