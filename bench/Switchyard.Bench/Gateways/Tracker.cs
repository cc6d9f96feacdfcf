using Switchyard.Bench.Load;

namespace Switchyard.Bench.Gateways;

/// <summary>Waits for one change after the other to be applied by everybody, and keeps how long it took each.</summary>
internal sealed class Tracker(int nodes, int gateways)
{
    private readonly Lock _gate = new();
    private readonly bool[] _done = new bool[nodes + gateways];
    private readonly long[] _at = new long[nodes + gateways];
    private long _revision = long.MaxValue;
    private long _begin;
    private int _missing;
    private TaskCompletionSource _all = new();

    public Samples Nodes { get; private set; } = new();

    public Samples Gateways { get; private set; } = new();

    /// <summary>The slowest of all, one for each change.</summary>
    public Samples Last { get; private set; } = new();

    public void Reset() => (Nodes, Gateways, Last) = (new Samples(), new Samples(), new Samples());

    /// <summary>Begins to wait for a revision that is about to be committed.</summary>
    public void Begin(long revision, long now)
    {
        lock (_gate)
        {
            Array.Clear(_done);
            (_revision, _begin, _missing, _all) = (revision, now, _done.Length, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public void NodeApplied(int node, long revision, long now) => Applied(node, revision, now);

    public void GatewayApplied(int gateway, long seq, long now) => Applied(nodes + gateway, seq, now);

    /// <summary>Completes when everybody has applied it; fails after a minute, naming how many have not.</summary>
    public async Task UntilAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _all.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        }
        catch (TimeoutException timeout)
        {
            throw new InvalidOperationException($"{_missing} of {_done.Length} had not applied revision {_revision} after a minute", timeout);
        }

        for (var actor = 0; actor < _done.Length; actor++)
        {
            (actor < nodes ? Nodes : Gateways).Add(_at[actor] - _begin);
        }

        Last.Add(_at.Max() - _begin);
    }

    private void Applied(int actor, long revision, long now)
    {
        lock (_gate)
        {
            if (revision < _revision || _done[actor])
            {
                return;
            }

            (_done[actor], _at[actor]) = (true, now);
            if (--_missing == 0)
            {
                _all.SetResult();
            }
        }
    }
}
