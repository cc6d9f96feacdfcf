using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The sessions that listen for notifications are terminated. Polling goes on, so nobody is hindered: every bound holds as if nothing were.</summary>
internal sealed class LostListeners(RigYard yard) : Fault(Listeners, yard.Nodes, [])
{
    private long _ended;

    public override async Task BeginAsync() => _ended += await yard.Postgres.TerminateAsync(yard.Database, "switchyard-listen");

    public override async Task<long> EndAsync()
    {
        // Those that came back meanwhile once more.
        await BeginAsync();
        return _ended;
    }
}
