using System.Collections.Concurrent;
using Switchyard.Admin.Probation;
using Switchyard.Model.Modules;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Admin.Tests.Probation;

/// <summary>Modules that fail when a test says so.</summary>
internal sealed class ScriptedModules : IModuleReports
{
    private readonly ConcurrentDictionary<string, ModuleFault> _faults = new();
    private int _checks;

    /// <summary>How often somebody has had them looked after.</summary>
    public int Checks => Volatile.Read(ref _checks);

    public void Fail(string module, long revision) => _faults[module] = new ModuleFault(module, revision, "does not answer.");

    /// <summary>Waits until they were looked after twice more: once whole after the call.</summary>
    public async Task LookedAfterAsync(FakeTime? time = null)
    {
        var wanted = Checks + 2;
        while (Checks < wanted)
        {
            Patience.Token.ThrowIfCancellationRequested();
            if (time is not null)
            {
                // No faster than the watch follows: else its time would be over before it has looked.
                await time.WhenArmedAsync(dueIn: ProbationWatch.Interval).WaitAsync(Patience.Token);
                time.Advance(ProbationWatch.Interval);
            }

            await Task.Yield();
        }
    }

    public ModuleReport? Find(string name) => null;

    public IReadOnlyList<ModuleFault> FaultsAfter(long revision) => [.. _faults.Values.Where(fault => fault.Revision > revision)];

    public Task CheckAfterAsync(long revision, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _checks);
        return Task.CompletedTask;
    }
}
