namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateways</c>: a remote gateway as an operator made it.</summary>
public sealed record GatewayRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique among those not deleted.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Labels by which providers and routes select gateways, a JSON object of texts.</summary>
    public required string LabelsJson { get; init; }

    /// <summary>A disabled gateway serves nothing and drops what it knows.</summary>
    public required bool Enabled { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted. The row stays for its tokens' sake; everything else of it is gone.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
