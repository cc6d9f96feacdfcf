using Switchyard.Storage.Nodes;

namespace Switchyard.Configuration.Nodes;

/// <summary>
/// Tells which nodes are alive: those whose report changes. It is measured by this node's own monotonic clock from one sight of a new report to the next, because the time in a report
/// is of the reporter's wall clock, which may be an hour off. Only of a node it has not watched yet it has to believe that time.
/// </summary>
public sealed class NodeLiveness(TimeProvider time)
{
    /// <summary>Silence after which a node is lost.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private Dictionary<Guid, Sight> _sights = [];

    /// <summary>Takes reports down as they stand in the table now, and forgets nodes that are not among them.</summary>
    public void Observe(IReadOnlyList<NodeRow> rows)
    {
        var (now, wall) = (time.GetTimestamp(), time.GetUtcNow());
        lock (_gate)
        {
            _sights = rows.ToDictionary(
                row => row.Id,
                row => _sights.TryGetValue(row.Id, out var before)
                    ? before.SeenAt == row.SeenAt ? before : new Sight(row.SeenAt, now, IsLost: false)
                    : new Sight(row.SeenAt, now, (wall - row.SeenAt).Duration() > LostAfter));
        }
    }

    /// <summary>Whether <paramref name="row"/>, one of those observed last, has been silent for too long.</summary>
    public bool IsLost(NodeRow row)
    {
        lock (_gate)
        {
            return !_sights.TryGetValue(row.Id, out var sight) || sight.IsLost || time.GetElapsedTime(sight.At) > LostAfter;
        }
    }

    /// <summary>How many nodes were alive when last looked; 0 before the first look.</summary>
    public int LiveCount
    {
        get
        {
            lock (_gate)
            {
                return _sights.Values.Count(sight => !sight.IsLost && time.GetElapsedTime(sight.At) <= LostAfter);
            }
        }
    }

    private sealed record Sight(DateTimeOffset SeenAt, long At, bool IsLost);
}
