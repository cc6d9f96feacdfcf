namespace Switchyard.Admin.Client.Gateways;

/// <summary>A remote gateway.</summary>
public sealed record Gateway
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Lower-case letters, digits and single hyphens, 3 to 63 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>By which providers and routes select gateways.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>A disabled gateway serves nothing and drops what it knows.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>connected</c>, <c>lagging</c>, <c>rejected</c>, <c>offline</c> or <c>disabled</c>: the worst of its live instances.</summary>
    public required string Status { get; init; }

    /// <summary>The lowest revision that a live instance runs; without one, that of the instance seen last.</summary>
    public required long Revision { get; init; }

    /// <summary>When an instance was last seen, or null.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Events up to here are applied and serving on every live instance.</summary>
    public required long AckedSeq { get; init; }

    /// <summary>Events after <see cref="AckedSeq"/>.</summary>
    public required long Pending { get; init; }

    /// <summary>The processes that run, or ran, as this gateway.</summary>
    public required IReadOnlyList<GatewayInstance> Instances { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an operator last changed it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
