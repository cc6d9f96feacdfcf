using System.Diagnostics.CodeAnalysis;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Snapshots;

/// <summary>Tells how the modules of the snapshot in force fare.</summary>
internal sealed class ModuleReports(GatewaySnapshots snapshots, TimeProvider time) : IModuleReports
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public ModuleReport? Find(string name)
    {
        if (!snapshots.TryAcquire(out var lease))
        {
            return null;
        }

        using (lease)
        {
            foreach (var slot in lease.Value.Modules.Slots)
            {
                if (slot.Config.Name == name)
                {
                    return new ModuleReport(lease.Value.Revision, slot.Revision, slot.Module.IsIdle, slot.State.Failures, slot.State.FailedAt);
                }
            }
        }

        return null;
    }

    /// <inheritdoc />
    public IReadOnlyList<ModuleFault> FaultsAfter(long revision)
    {
        if (!snapshots.TryAcquire(out var lease))
        {
            return [];
        }

        using (lease)
        {
            return [.. lease.Value.Modules.Slots.Where(slot => slot.Revision > revision && slot.Fault is not null).Select(slot => new ModuleFault(slot.Config.Name, slot.Revision, slot.Fault!))];
        }
    }

    /// <inheritdoc />
    public async Task CheckAfterAsync(long revision, CancellationToken cancellationToken)
    {
        if (!snapshots.TryAcquire(out var lease))
        {
            return;
        }

        using (lease)
        {
            await Task.WhenAll(lease.Value.Modules.Slots.Where(slot => slot.Revision > revision && slot is { Fault: null, Module: ICheckedModule }).Select(slot => CheckAsync(slot, cancellationToken)));
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "What is handed on is a task, which nobody disposes.")]
    private async Task CheckAsync(ModuleSlot slot, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Not simply awaited: one that does not listen to its token must not keep the others from being looked at again.
            if (await ((ICheckedModule)slot.Module).CheckAsync(either.Token).AsTask().WaitAsync(either.Token) is { } fault)
            {
                slot.Blame(fault);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            // Whatever it is, it is what the check found.
            slot.Blame(fault is OperationCanceledException ? "did not answer its check in time." : $"threw {fault.GetType().Name} in its check.");
        }
    }
}
