namespace Switchyard.Admin.Gateways;

/// <summary>A process that runs, or ran, as a gateway.</summary>
internal sealed record GatewayInstanceView
{
    public required string InstanceId { get; init; }

    /// <summary><c>connected</c>, <c>lagging</c>, <c>rejected</c> or <c>offline</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the node it is connected to, or null.</summary>
    public string? Node { get; init; }

    /// <summary>Version of Switchyard that it runs.</summary>
    public required string Version { get; init; }

    public required long Revision { get; init; }

    public required long AckedSeq { get; init; }

    public required long Pending { get; init; }

    /// <summary>Since when it is connected, or null.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>What it refused and has not got over, or null.</summary>
    public GatewayRejectionView? Rejected { get; init; }

    /// <summary>Events that were removed before it had acknowledged them, newest first; its next connection got, or gets, a snapshot instead.</summary>
    public required IReadOnlyList<LostRangeView> LostRanges { get; init; }
}
