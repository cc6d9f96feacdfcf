namespace Switchyard.Model.Modules;

/// <summary>What becomes of a request in which a module throws.</summary>
public enum ModuleErrorPolicy
{
    /// <summary>It fails with <c>module_failed</c> in the client's dialect.</summary>
    Fail,

    /// <summary>It goes on as if the module were not there.</summary>
    Skip,
}
