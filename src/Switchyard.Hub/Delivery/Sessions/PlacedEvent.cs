using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.States;
using Switchyard.Storage.Hub;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>An event with the objects that travel with it.</summary>
/// <param name="Row">The event.</param>
/// <param name="Set">Objects to set.</param>
/// <param name="Removed">Objects to remove.</param>
internal sealed record PlacedEvent(EventRow Row, IReadOnlyList<StateObject> Set, IReadOnlyList<StateObject> Removed)
{
    /// <summary>Spreads a change over the events that are sent together: each object goes with the last event that may have touched it, and what no event names with the very last.</summary>
    public static IReadOnlyList<PlacedEvent> Place(IReadOnlyList<EventRow> rows, StateChange change)
    {
        var placed = rows.Select(row => new PlacedEvent(row, new List<StateObject>(), new List<StateObject>())).ToArray();
        foreach (var item in change.Set)
        {
            ((List<StateObject>)placed[PlaceOf(rows, item)].Set).Add(item);
        }

        foreach (var item in change.Removed)
        {
            ((List<StateObject>)placed[PlaceOf(rows, item)].Removed).Add(item);
        }

        return placed;
    }

    private static int PlaceOf(IReadOnlyList<EventRow> rows, StateObject item)
    {
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (EventScope.Touches(rows[i], item))
            {
                return i;
            }
        }

        return rows.Count - 1;
    }
}
