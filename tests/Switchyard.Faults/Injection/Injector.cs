using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>Does to the system what a plan says, one fault after the other, and writes into the ledger what it did.</summary>
internal sealed class Injector(RigYard yard, LedgerBook book)
{
    private const string Name = "injector";

    /// <summary>Works off <paramref name="plan"/> until its end or <paramref name="stop"/>; a fault that has begun is ended in any case.</summary>
    public async Task RunAsync(IEnumerable<PlannedFault> plan, CancellationToken stop)
    {
        foreach (var planned in plan)
        {
            if (!await Pace.GoesOnAsync(planned.Gap, stop))
            {
                return;
            }

            var fault = Make(planned);
            book.Append(new FaultBegan(book.Now, Name, fault.Kind, fault.Nodes, fault.Hindered));
            await fault.BeginAsync();
            await Pace.GoesOnAsync(planned.Hold, stop);
            var effect = await fault.EndAsync();
            book.Append(new FaultEnded(book.Now, Name, fault.Kind, fault.Nodes, effect));
        }
    }

    private Fault Make(PlannedFault planned)
    {
        var member = yard.Members[planned.Member];
        return planned.Kind switch
        {
            Fault.Kill => new EndedProcess(yard, member, isKilled: true),
            Fault.Terminate => new EndedProcess(yard, member, isKilled: false),
            Fault.Pause => new PausedProcess(yard, member),
            Fault.AgentKill => new EndedAgent(yard.Agent),
            Fault.AgentPause => new PausedAgent(yard.Agent),
            Fault.Database => new CrashedDatabase(yard),
            Fault.Listeners => new LostListeners(yard),
            Fault.Cut => new BadLink(yard, member, LinkState.Cut),
            Fault.Slow => new BadLink(yard, member, LinkState.Slow),
            Fault.Silent => new BadLink(yard, member, LinkState.Silent),
            _ => throw new ArgumentOutOfRangeException(nameof(planned), planned.Kind, "No such fault."),
        };
    }
}
