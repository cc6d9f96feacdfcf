using System.Text.Json;

namespace Switchyard.Admin.Client.Gateways;

/// <summary>An event as one gateway got it.</summary>
public sealed record GatewayEvent
{
    /// <summary>Place in the stream, which is the revision.</summary>
    public required long Seq { get; init; }

    /// <summary>Identity of the event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>What kind of thing changed, for example <c>ai_providers_changed</c>.</summary>
    public required string Event { get; init; }

    /// <summary>What was done to it.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the changed record.</summary>
    public required string EntityId { get; init; }

    /// <summary>When, by the clock of the node that made it.</summary>
    public required DateTimeOffset OriginatedAt { get; init; }

    /// <summary>Further facts.</summary>
    public JsonElement Data { get; init; }

    /// <summary><c>rejected</c> if an instance refused it and has not got over it, <c>pending</c> if one has not answered or none ever connected, else <c>acked</c>.</summary>
    public required string State { get; init; }

    /// <summary>The same for each instance.</summary>
    public required IReadOnlyList<GatewayDelivery> Deliveries { get; init; }
}
