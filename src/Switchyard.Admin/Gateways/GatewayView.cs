namespace Switchyard.Admin.Gateways;

/// <summary>A remote gateway as the API shows it. Its state is worked out of live leases when it is asked for.</summary>
internal sealed record GatewayView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>By which providers and routes select gateways.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>A disabled gateway serves nothing and drops what it knows.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>connected</c>, <c>lagging</c>, <c>rejected</c>, <c>offline</c> or <c>disabled</c>: the worst of its live instances.</summary>
    public required string Status { get; init; }

    /// <summary>The lowest revision that a live instance runs; without one, that of the instance seen last.</summary>
    public required long Revision { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Events up to here are applied and serving on every live instance.</summary>
    public required long AckedSeq { get; init; }

    /// <summary>Events after <see cref="AckedSeq"/>.</summary>
    public required long Pending { get; init; }

    public required IReadOnlyList<GatewayInstanceView> Instances { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
