using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>What happened between what an instance has and what the node runs, without the events themselves.</summary>
internal sealed record HistorySurvey
{
    /// <summary>Most events that are looked through; who is further behind is better off with a snapshot.</summary>
    public const long MostEvents = 10_000;

    /// <summary>Most objects that a change may have before a snapshot is the better way.</summary>
    public const int MostObjects = 1_000;

    /// <summary>Why it has to be a snapshot after all, or null.</summary>
    public string? SnapshotReason { get; init; }

    /// <summary>The database has begun another epoch: nothing can be said until the node has followed it.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Objects that events name.</summary>
    public IReadOnlySet<(string Kind, string Id)> Named { get; init; } = new HashSet<(string, string)>();

    /// <summary>Whether an event may have changed anything.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Reads the events after <paramref name="after"/> up to <paramref name="upTo"/>.</summary>
    public static async Task<HistorySurvey> ReadAsync(EventLog log, Guid epoch, Guid gatewayId, long after, long upTo, int page, CancellationToken cancellationToken)
    {
        if (upTo - after > MostEvents)
        {
            return new HistorySurvey { SnapshotReason = SnapshotReasons.TooFar };
        }

        var named = new HashSet<(string, string)>();
        var unknown = false;
        while (after < upTo)
        {
            var events = await log.ReadAsync(epoch, after, upTo, page, cancellationToken);
            if (events.IsForeign || events.IsGone)
            {
                return new HistorySurvey { IsForeign = events.IsForeign, SnapshotReason = events.IsGone ? SnapshotReasons.HistoryLost : null };
            }

            foreach (var happened in events.Rows)
            {
                // What its labels were before is not known any more, so neither is what it must forget.
                if (EventScope.IsAbout(happened, gatewayId))
                {
                    return new HistorySurvey { SnapshotReason = SnapshotReasons.Labels };
                }

                if (EventScope.Rearranges(happened))
                {
                    return new HistorySurvey { SnapshotReason = SnapshotReasons.Documents };
                }

                unknown |= EventScope.IsUnknown(happened);
                named.UnionWith(EventScope.Names(happened));
            }

            if (named.Count > MostObjects)
            {
                return new HistorySurvey { SnapshotReason = SnapshotReasons.TooFar };
            }

            after = events.Rows[^1].Version;
        }

        return new HistorySurvey { Named = named, IsUnknown = unknown };
    }

    /// <summary>What an instance has to be told of <paramref name="part"/>, so that it has all that events and files may have changed.</summary>
    public StateChange In(GatewayState part)
    {
        var set = part.Objects.Where(item => IsUnknown || !item.HasEvents || Named.Contains((item.Kind, item.Id))).ToArray();
        var removed = Named.Where(key => part.Find(key.Kind, key.Id) is null).Select(key => new StateObject(key.Kind, key.Id, ReadOnlyMemory<byte>.Empty)).ToArray();
        return new StateChange(set, removed);
    }
}
