namespace Switchyard.Model.Modules;

/// <summary>Tells how the modules of this process fare. The data plane implements it; the control plane asks it.</summary>
public interface IModuleReports
{
    /// <summary>The module as the data plane runs it now, or null when it runs none of that name.</summary>
    ModuleReport? Find(string name);

    /// <summary>A module that came into force as it is now after <paramref name="revision"/> and is known to have failed since; null when there is none.</summary>
    ModuleFault? FaultAfter(long revision);

    /// <summary>Has the modules that came into force after <paramref name="revision"/> look after themselves, those that can, within 5 s; <see cref="FaultAfter"/> then knows what they found.</summary>
    Task CheckAfterAsync(long revision, CancellationToken cancellationToken);
}
