using Switchyard.Faults.Yards;
using Switchyard.Testing.Runs;

[assembly: AssemblyFixture(typeof(Switchyard.Faults.Tests.Runs.SharedYard))]

namespace Switchyard.Faults.Tests.Runs;

/// <summary>One system for all runs of this project, one after the other: starting it takes longer than most of them.</summary>
public sealed class SharedYard : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RigYard? _yard;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_yard is not null)
        {
            await _yard.DisposeAsync();
        }

        _turn.Dispose();
    }

    /// <summary>Runs something on the yard, when it is its turn.</summary>
    internal async Task<T> UseAsync<T>(Func<RigYard, Task<T>> work)
    {
        await _turn.WaitAsync(Patience.Token);
        try
        {
            _yard ??= await RigYard.StartAsync(nodes: 2, gateways: 1, logs: null, Patience.Token);
            return await work(_yard);
        }
        finally
        {
            _turn.Release();
        }
    }
}
