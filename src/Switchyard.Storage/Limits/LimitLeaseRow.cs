namespace Switchyard.Storage.Limits;

/// <summary>A row of <c>limit_leases</c>: what one node may give away of a limit without asking.</summary>
public sealed record LimitLeaseRow
{
    /// <summary>Name of the limit.</summary>
    public required string LimitName { get; init; }

    /// <summary>Who is counted.</summary>
    public required Guid Subject { get; init; }

    /// <summary>The node.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Requests per minute, in ticks of the bucket.</summary>
    public required long Ticks { get; init; }

    /// <summary>Requests at the same time.</summary>
    public required long Slots { get; init; }

    /// <summary>Month of <see cref="Nanos"/>; empty when the limit has no budget.</summary>
    public required string Month { get; init; }

    /// <summary>Billionths of a US dollar.</summary>
    public required long Nanos { get; init; }

    /// <summary>When others may take it, by the database's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
