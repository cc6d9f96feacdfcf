using System.Globalization;
using Switchyard.Gateway.Modules;

namespace Switchyard.Samples.Module;

/// <summary>The module at work. It takes part in requests and in answers, and is reconfigured in place.</summary>
/// <param name="config">Its configuration.</param>
/// <param name="refused">What survives a change of it.</param>
/// <param name="type">Its type, which makes its successor.</param>
internal sealed class ModelAllowList(ModelAllowListConfig config, RefusalCount refused, ModelAllowListType type) : IRequestModule, IResponseModule, IReconfigurable
{
    private readonly HashSet<string> _models = new(config.Models, StringComparer.Ordinal);

    /// <inheritdoc />
    public bool IsIdle => _models.Count == 0;

    /// <inheritdoc />
    public ValueTask<ModuleVerdict> OnRequestAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        if (_models.Contains(request.Model))
        {
            return new(ModuleVerdict.Continue);
        }

        refused.Add();
        return new(ModuleVerdict.Refuse(403, "model_not_allowed", "This model may not be used here."));
    }

    /// <inheritdoc />
    public void OnResponse(ModuleRequest request, int status, ModuleHeaders headers) => headers.Set("X-Refused-So-Far", refused.Value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc />
    public ValueTask<IModule> PrepareAsync(ModuleContext next, CancellationToken cancellationToken) => type.CreateAsync(next, cancellationToken);
}
