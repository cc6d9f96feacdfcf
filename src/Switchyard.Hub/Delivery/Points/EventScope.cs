using Switchyard.Hub.States;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>Which objects of a gateway's state an event may have changed, by its type and the record that it names.</summary>
internal static class EventScope
{
    /// <summary>Whether the event may have changed <paramref name="item"/>. Objects whose changes have no events are never meant; an event of an unknown type may have changed every other.</summary>
    public static bool Touches(EventRow happened, StateObject item) => happened.Type switch
    {
        // A provider's keys are part of it, and what an operator cuts along with it has ids of its own.
        HubStreams.AiProvidersChanged => item.Kind switch
        {
            StateKinds.Provider => item.Id == happened.EntityId,
            StateKinds.Cut => true,
            _ => false,
        },
        // A user's keys are changed along with the user.
        HubStreams.AccessKeysChanged => item.Kind is StateKinds.User or StateKinds.AccessKey && item.Id == happened.EntityId,
        HubStreams.ModulesChanged => item.Kind == StateKinds.Module && item.Id == happened.EntityId,
        _ => IsKnown(happened.Type) ? false : item.HasEvents,
    };

    /// <summary>The keys of objects that the event names, there or not; empty when it names none of a known kind.</summary>
    public static IEnumerable<(string Kind, string Id)> Names(EventRow happened) => happened.Type switch
    {
        HubStreams.AiProvidersChanged => [(StateKinds.Provider, happened.EntityId)],
        HubStreams.AccessKeysChanged => [(StateKinds.User, happened.EntityId), (StateKinds.AccessKey, happened.EntityId)],
        HubStreams.ModulesChanged => [(StateKinds.Module, happened.EntityId)],
        _ => [],
    };

    /// <summary>Whether the event may have changed any object of a gateway's state at all, named or not.</summary>
    public static bool IsUnknown(EventRow happened) => happened.Type is not (HubStreams.AiProvidersChanged or HubStreams.AccessKeysChanged or HubStreams.ModulesChanged) && !IsKnown(happened.Type);

    /// <summary>Whether objects may be gone by it that it does not name.</summary>
    public static bool Rearranges(EventRow happened) => happened.Type is HubStreams.ConfigDocumentsChanged or HubStreams.ConfigRolledBack;

    /// <summary>Whether the event changed the gateway's own record, and so perhaps its labels.</summary>
    public static bool IsAbout(EventRow happened, Guid gatewayId) =>
        happened.Type == HubStreams.GatewaysChanged && Guid.TryParseExact(happened.EntityId, "D", out var id) && id == gatewayId;

    /// <summary>Types that no gateway's state has anything of.</summary>
    private static bool IsKnown(string type) => type is HubStreams.GatewaysChanged or HubStreams.GatewayTokensChanged or HubStreams.ConfigCanaryChanged or "operators_changed"
        or HubStreams.WorkspacesChanged or HubStreams.BundlesChanged or HubStreams.BundleInstalled or HubStreams.BundleRemoved or HubStreams.ToolApproved;
}
