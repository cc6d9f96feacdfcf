using Switchyard.Storage.Hub;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>Events that follow each other without a gap, or why there are none.</summary>
/// <param name="Rows">The events.</param>
/// <param name="IsGone">The first of those that were asked for is not kept any more.</param>
/// <param name="IsForeign">The database has begun another epoch; its events are not those that were asked for.</param>
internal sealed record EventPage(IReadOnlyList<EventRow> Rows, bool IsGone = false, bool IsForeign = false)
{
    public static EventPage Empty { get; } = new([]);

    public static EventPage Gone { get; } = new([], IsGone: true);

    public static EventPage Foreign { get; } = new([], IsForeign: true);

    /// <summary>Those of <paramref name="rows"/>, which are sorted, that follow <paramref name="after"/> without a gap; <see cref="Gone"/> when the very first is missing.</summary>
    public static EventPage Following(long after, IReadOnlyList<EventRow> rows)
    {
        var count = 0;
        while (count < rows.Count && rows[count].Version == after + count + 1)
        {
            count++;
        }

        return count == 0 ? Gone : new EventPage(count == rows.Count ? rows : [.. rows.Take(count)]);
    }
}
