using Switchyard.Hub.States;

namespace Switchyard.Edge.Serving;

/// <summary>A whole state, and the last event it takes account of.</summary>
/// <param name="State">The state; its revision is never before <paramref name="Seq"/>.</param>
/// <param name="Seq">Sequence number of the last event.</param>
internal sealed record ServingState(GatewayState State, long Seq);
