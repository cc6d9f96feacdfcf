using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>A process does nothing for a while and does not know it: SIGSTOP, SIGCONT.</summary>
internal sealed class PausedProcess(RigYard yard, Member member) : Fault(Pause, [member], yard.HinderedBy(member))
{
    public override Task BeginAsync()
    {
        member.Process.Pause();
        return Task.CompletedTask;
    }

    public override Task<long> EndAsync()
    {
        var wasPaused = member.IsPaused();
        member.Process.Continue();
        return Task.FromResult(wasPaused ? 1L : 0);
    }
}
