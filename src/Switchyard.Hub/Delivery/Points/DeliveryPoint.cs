using System.Collections.Concurrent;
using Switchyard.Hub.States;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>
/// What this node hands on to gateways at one moment: its state. Immutable. What has to be computed of it is computed once for all sessions, however many gateways share labels, and
/// goes with it when the next point takes its place.
/// </summary>
/// <param name="state">The state of the configuration in force, whole.</param>
internal sealed class DeliveryPoint(GatewayState state)
{
    private readonly ConcurrentDictionary<Labels, GatewayState> _parts = new();
    private readonly ConcurrentDictionary<(GatewayState From, GatewayState To), StateChange> _changes = new();

    /// <summary>The line of revisions.</summary>
    public Guid Epoch => state.Epoch;

    /// <summary>The revision that the node runs. Events up to it may be sent, as their effects are in the state.</summary>
    public long Revision => state.Revision;

    /// <summary>The part that a gateway with these labels gets.</summary>
    public GatewayState For(Labels labels) => _parts.GetOrAdd(labels, state.For);

    /// <summary>What leads from <paramref name="before"/>, which an instance has, to <paramref name="part"/>, a part of this point.</summary>
    public StateChange Change(GatewayState before, GatewayState part) =>
        ReferenceEquals(before, part) ? StateChange.None : _changes.GetOrAdd((before, part), static pair => pair.From.To(pair.To));
}
