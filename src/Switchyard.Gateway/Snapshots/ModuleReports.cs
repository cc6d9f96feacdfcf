using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Snapshots;

/// <summary>Tells how the modules of the snapshot in force fare.</summary>
internal sealed class ModuleReports(GatewaySnapshots snapshots) : IModuleReports
{
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
}
