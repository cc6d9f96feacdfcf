namespace Switchyard.Model.Modules;

/// <summary>Tells how the modules of this process fare. The data plane implements it; the control plane asks it.</summary>
public interface IModuleReports
{
    /// <summary>The module as the data plane runs it now, or null when it runs none of that name.</summary>
    ModuleReport? Find(string name);
}
