using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The agent does nothing for a while and does not know it.</summary>
internal sealed class PausedAgent(ErrandAgent agent) : Fault(AgentPause, [ErrandAgent.Name], [])
{
    public override Task BeginAsync()
    {
        agent.Process.Pause();
        return Task.CompletedTask;
    }

    public override Task<long> EndAsync()
    {
        agent.Process.Continue();
        return Task.FromResult(1L);
    }
}
