using Switchyard.Faults.Runs;
using Switchyard.Faults.Workload;
using Switchyard.Faults.Yards;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.SeededBugs;

/// <summary>A run without faults and with one lie; it ends when the lie has been told often enough.</summary>
internal static class SeededRun
{
    /// <summary>Runs on <paramref name="yard"/>, which has had no bug when this is over.</summary>
    public static async Task<RunResult> RunAsync(RigYard yard, SeededBug bug, CancellationToken cancellationToken)
    {
        var options = new RunOptions { Name = $"b{(int)bug}", Seed = (int)bug, Clients = 2, Operators = 2, Talkers = IsOfChats(bug) ? 2 : 0, Patience = TimeSpan.FromSeconds(3), Bound = TimeSpan.FromSeconds(1) };
        if (bug == SeededBug.DeafNode)
        {
            var link = yard.LinkOf(yard.Nodes[0]);
            link.Set(LinkState.Cut);
            try
            {
                return await FaultRun.RunAsync(yard, options with { Load = TimeSpan.FromSeconds(2) }, new Doors(), cancellationToken);
            }
            finally
            {
                link.Set(LinkState.Open);
            }
        }

        var lie = LieOf(bug, yard);
        await using var doors = await LyingDoors.OpenAsync(yard, lie, cancellationToken);
        return await FaultRun.RunAsync(yard, options with { Until = lie.Told }, doors, cancellationToken);
    }

    /// <summary>The verdict that a bug is meant for.</summary>
    public static Verdict VerdictOf(SeededBug bug) => bug switch
    {
        SeededBug.SwallowedWrite or SeededBug.DroppedEvent or SeededBug.MisquotedMessage or SeededBug.DroppedTurnEvent => Verdict.Lost,
        SeededBug.RepeatedWrite or SeededBug.RepeatedEvent or SeededBug.RepeatedRequest => Verdict.Doubled,
        SeededBug.HalfWrite => Verdict.Torn,
        SeededBug.InventedWrite => Verdict.Phantom,
        SeededBug.WrongRevision or SeededBug.BoastfulReport => Verdict.WrongAck,
        SeededBug.StaleRead => Verdict.Stale,
        SeededBug.OlderRead => Verdict.Backwards,
        SeededBug.OtherHash => Verdict.Diverged,
        SeededBug.SwappedEvents => Verdict.Reordered,
        SeededBug.AlteredByte => Verdict.Altered,
        SeededBug.CutAnswer or SeededBug.EarlyEnd => Verdict.Cut,
        SeededBug.RefusedRequest => Verdict.Refused,
        SeededBug.UnmeteredRequest => Verdict.Unmetered,
        SeededBug.DeafNode => Verdict.Stuck,
        _ => throw new ArgumentOutOfRangeException(nameof(bug), bug, "No such bug."),
    };

    private static bool IsOfChats(SeededBug bug) => bug is SeededBug.MisquotedMessage or SeededBug.DroppedTurnEvent;

    private static Lie LieOf(SeededBug bug, RigYard yard) => bug switch
    {
        SeededBug.SwallowedWrite => WriteLies.Swallow(),
        SeededBug.RepeatedWrite => WriteLies.Repeat(),
        SeededBug.HalfWrite => WriteLies.Halve(),
        SeededBug.InventedWrite => WriteLies.Invent(),
        SeededBug.WrongRevision => WriteLies.Misname(),
        SeededBug.StaleRead => ReadLies.Freeze(),
        SeededBug.OlderRead => ReadLies.GoBack(),
        SeededBug.OtherHash => ReadLies.Diverge(),
        SeededBug.BoastfulReport => ReadLies.Boast(),
        SeededBug.SwappedEvents => ReadLies.Swap(),
        SeededBug.DroppedEvent => ReadLies.Drop(),
        SeededBug.RepeatedEvent => ReadLies.Repeat(),
        SeededBug.AlteredByte => RequestLies.Alter(),
        SeededBug.CutAnswer => RequestLies.Cut(),
        SeededBug.EarlyEnd => RequestLies.EndEarly(),
        SeededBug.RefusedRequest => RequestLies.Refuse(),
        SeededBug.UnmeteredRequest => RequestLies.Bypass(yard.Simulator.Address),
        SeededBug.RepeatedRequest => RequestLies.Repeat(),
        SeededBug.MisquotedMessage => ChatLies.Misquote(),
        SeededBug.DroppedTurnEvent => ChatLies.Drop(),
        _ => throw new ArgumentOutOfRangeException(nameof(bug), bug, "No such lie."),
    };
}
