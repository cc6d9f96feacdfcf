using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The agent ends without a word, and comes back as another process.</summary>
internal sealed class EndedAgent(ErrandAgent agent) : Fault(AgentKill, [ErrandAgent.Name], [])
{
    public override Task BeginAsync() => agent.KillAsync();

    public override async Task<long> EndAsync()
    {
        await agent.StartAsync();
        return 1;
    }
}
