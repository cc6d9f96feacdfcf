using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The sessions that listen for notifications are terminated. Polling goes on, so nobody is hindered: every bound holds as if nothing were.</summary>
internal sealed class LostListeners(RigYard yard) : Fault(Listeners, yard.Nodes, [])
{
    private const int MostTries = 50;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private long _ended;

    public override async Task BeginAsync()
    {
        // After another fault it may take a moment until somebody listens again.
        for (var tries = 0; tries < MostTries && await TerminateAsync() == 0; tries++)
        {
            await Pace.WaitAsync(Retry, CancellationToken.None);
        }
    }

    public override async Task<long> EndAsync()
    {
        // Those that came back meanwhile once more.
        await TerminateAsync();
        return _ended;
    }

    private async Task<long> TerminateAsync() => _ended += await yard.Postgres.TerminateAsync(yard.Database, "switchyard-listen");
}
