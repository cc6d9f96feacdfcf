using System.Collections.Concurrent;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Keeps every move.</summary>
internal sealed class Witness : IBundleWitness
{
    private readonly Lock _gate = new();
    private readonly List<BundleMove> _moves = [];
    private readonly List<bool> _respawns = [];

    public IReadOnlyList<BundleMove> Moves
    {
        get
        {
            lock (_gate)
            {
                return [.. _moves];
            }
        }
    }

    public IReadOnlyList<bool> Respawns
    {
        get
        {
            lock (_gate)
            {
                return [.. _respawns];
            }
        }
    }

    /// <summary>The states of one bundle in order, for example <c>stopped starting running</c>.</summary>
    public string Path(BundleKey key)
    {
        var moves = Moves.Where(move => move.Key == key).ToList();
        return string.Join(' ', moves.Take(1).Select(move => move.From).Concat(moves.Select(move => move.Status.State))).ToLowerInvariant();
    }

    private Action _heard = static () => { };

    /// <summary>What was told last of each bundle without a move.</summary>
    public ConcurrentDictionary<BundleKey, BundleStatus> Latest { get; } = new();

    /// <summary>Calls <paramref name="heard"/> whenever something is told.</summary>
    public void Watch(Action heard) => _heard += heard;

    public void Moved(BundleMove move)
    {
        lock (_gate)
        {
            _moves.Add(move);
        }

        _heard();
    }

    public void Changed(Guid id, BundleStatus status)
    {
        Latest[status.Key] = status;
        _heard();
    }

    public void Started(BundleKey key, TimeSpan took)
    {
    }

    public void Gone(BundleKey key)
    {
    }

    public void Respawned(BundleStatus status, bool succeeded)
    {
        lock (_gate)
        {
            _respawns.Add(succeeded);
        }
    }
}
