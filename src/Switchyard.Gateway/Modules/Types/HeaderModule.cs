using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>header.transform</c> at work.</summary>
internal sealed class HeaderModule(IModuleType type, HeaderTransformConfig config) : ShippedModule(type), IUpstreamModule, IResponseModule
{
    /// <inheritdoc />
    public override bool IsIdle => config.Request.IsEmpty && config.Response.IsEmpty;

    /// <inheritdoc />
    public void OnUpstream(ModuleRequest request, ModuleHeaders headers) => Edit(config.Request, headers);

    /// <inheritdoc />
    public void OnResponse(ModuleRequest request, int status, ModuleHeaders headers) => Edit(config.Response, headers);

    private static void Edit(HeaderEdits edits, ModuleHeaders headers)
    {
        foreach (var name in edits.Remove)
        {
            headers.Remove(name);
        }

        foreach (var (name, value) in edits.Set)
        {
            headers.Set(name, value);
        }

        foreach (var (name, value) in edits.Append)
        {
            headers.Append(name, value);
        }
    }
}
