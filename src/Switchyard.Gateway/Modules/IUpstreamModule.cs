namespace Switchyard.Gateway.Modules;

/// <summary>Edits the headers of what goes upstream, once per attempt, before the credential is added.</summary>
public interface IUpstreamModule : IModule
{
    /// <summary>Edits.</summary>
    void OnUpstream(ModuleRequest request, ModuleHeaders headers);
}
