using System.Collections.Concurrent;
using Switchyard.Admin.Client.Problems;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Load;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Changes;

/// <summary>Makes changes by the clock, and knows from each node's log when it had them in force.</summary>
internal sealed class ChangeDriver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<BenchNode> _nodes;
    private readonly List<ConcurrentQueue<(long Revision, long At)>> _inForce;
    private readonly ChangeKinds _kinds;
    private int _number;

    public ChangeDriver(LoadedYard yard)
    {
        (_nodes, _kinds) = (yard.Nodes, new ChangeKinds(yard));
        _inForce = [.. _nodes.Select(static _ => new ConcurrentQueue<(long, long)>())];
        foreach (var (index, node) in _nodes.Index())
        {
            node.InForce = (revision, at) => _inForce[index].Enqueue((revision, at));
        }
    }

    /// <summary>How many kinds of changes there are.</summary>
    public int Kinds => _kinds.Count;

    /// <summary>Makes <paramref name="perSecond"/> changes a second for a time, and ends when every node has the last one in force. A change that takes too long makes the next one late, not left out.</summary>
    public async Task<ChangeResult> RunAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var made = new List<(long Asked, long Answered, long Revision)>();
        var failures = new List<string>();
        var begin = Clock.Now;
        var count = (int)Math.Ceiling(perSecond * duration.TotalSeconds);
        for (var change = 0; change < count; change++)
        {
            var due = begin + (long)(change * 1e9 / perSecond);
            if (due > Clock.Now)
            {
                await Task.Delay(TimeSpan.FromMicroseconds((due - Clock.Now) / 1000.0), TimeProvider.System, cancellationToken);
            }

            var number = _number++;
            var asked = Clock.Now;
            try
            {
                var revision = await _kinds.MakeAsync(number, cancellationToken);
                made.Add((asked, Clock.Now, revision));
            }
            catch (SwitchyardApiException refused)
            {
                failures.Add($"{_kinds.NameOf(number)}: {refused.Message}");
            }
        }

        var seconds = (Clock.Now - begin) / 1e9;
        await UntilInForceAsync(made.Count > 0 ? made[^1].Revision : 0, cancellationToken);
        return Sum(made, failures, seconds);
    }

    public void Dispose() => _nodes.ForEach(static node => node.InForce = null);

    private async Task UntilInForceAsync(long revision, CancellationToken cancellationToken)
    {
        for (var until = Clock.Now + (long)Patience.TotalNanoseconds; _inForce.Exists(seen => !seen.Any(entry => entry.Revision >= revision));)
        {
            if (Clock.Now > until)
            {
                throw new InvalidOperationException($"A node has not put revision {revision} in force within {Patience.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private ChangeResult Sum(List<(long Asked, long Answered, long Revision)> made, List<string> failures, double seconds)
    {
        var (answered, everywhere) = (new Samples(), new Samples());
        var seen = _inForce.ConvertAll(static entries => entries.ToArray());
        foreach (var change in made)
        {
            answered.Add(change.Answered - change.Asked);

            // A node may take several revisions at once: what counts is the first one that has the change.
            everywhere.Add(seen.Max(entries => Array.Find(entries, entry => entry.Revision >= change.Revision).At) - change.Asked);
        }

        return new ChangeResult(made.Count, made.Count / seconds, failures, answered.ToPercentiles(), everywhere.ToPercentiles());
    }
}
