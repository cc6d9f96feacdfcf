namespace Switchyard.Gateway.Modules;

/// <summary>Edits the headers of what the client gets. Called once per answer of an upstream; an answer that is given up for another attempt takes its headers with it.</summary>
public interface IResponseModule : IModule
{
    /// <summary>Edits. <paramref name="status"/> is the upstream's.</summary>
    void OnResponse(ModuleRequest request, int status, ModuleHeaders headers);
}
