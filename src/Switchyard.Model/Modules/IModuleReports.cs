namespace Switchyard.Model.Modules;

/// <summary>Tells how the modules of this process fare. The data plane implements it; the control plane asks it.</summary>
public interface IModuleReports
{
    /// <summary>The module as the data plane runs it now, or null when it runs none of that name.</summary>
    ModuleReport? Find(string name);

    /// <summary>The modules that came into force as they are now after <paramref name="revision"/> and are known to have failed since.</summary>
    IReadOnlyList<ModuleFault> FaultsAfter(long revision);

    /// <summary>Has the modules that came into force after <paramref name="revision"/> look after themselves, those that can, within 5 s; <see cref="FaultsAfter"/> then knows what they found.</summary>
    Task CheckAfterAsync(long revision, CancellationToken cancellationToken);
}
