namespace Switchyard.Gateway.Modules;

/// <summary>Hears how a request ended, whatever the way.</summary>
public interface IEndModule : IModule
{
    /// <summary>The request has ended. Must be quick; nobody hears what it throws but the log.</summary>
    void OnEnd(ModuleRequest request, ModuleEnd end);
}
