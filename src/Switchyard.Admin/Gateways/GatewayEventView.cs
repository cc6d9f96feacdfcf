using System.Text.Json;

namespace Switchyard.Admin.Gateways;

/// <summary>An event as one gateway got it.</summary>
/// <param name="Seq">Place in the stream, which is the revision.</param>
/// <param name="EventId">Identity of the event.</param>
/// <param name="Event">What kind of thing changed, for example <c>ai_providers_changed</c>.</param>
/// <param name="Action">What was done to it.</param>
/// <param name="EntityId">Id of the changed record.</param>
/// <param name="OriginatedAt">When, by the clock of the node that made it.</param>
/// <param name="Data">Further facts.</param>
/// <param name="State"><c>rejected</c> if an instance refused it and has not got over it, <c>pending</c> if one has not answered or none ever connected, else <c>acked</c>.</param>
/// <param name="Deliveries">The same for each instance.</param>
internal sealed record GatewayEventView(
    long Seq,
    Guid EventId,
    string Event,
    string Action,
    string EntityId,
    DateTimeOffset OriginatedAt,
    JsonElement Data,
    string State,
    IReadOnlyList<GatewayDeliveryView> Deliveries);
