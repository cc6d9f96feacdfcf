using System.Collections.Concurrent;

namespace Switchyard.Gateway.Telemetry;

/// <summary>Bounds the model names that become metric labels: clients invent them. The first so many of a provider keep their name, the rest are <c>other</c>.</summary>
internal sealed class ModelLabels
{
    private const string Other = "other";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _providers = new();

    /// <summary>The label of <paramref name="model"/> at <paramref name="provider"/>.</summary>
    public string Of(string provider, string model, int most)
    {
        var models = _providers.GetOrAdd(provider, static _ => new ConcurrentDictionary<string, string>());
        if (models.TryGetValue(model, out var label))
        {
            return label;
        }

        // Two that come at once may both be let in; the bound is for the order of magnitude.
        return models.Count >= most || model.Length > 200 ? Other : models.GetOrAdd(model, model);
    }

    /// <summary>Forgets providers that are gone.</summary>
    public void KeepOnly(IReadOnlySet<string> providers)
    {
        foreach (var name in _providers.Keys)
        {
            if (!providers.Contains(name))
            {
                _providers.TryRemove(name, out _);
            }
        }
    }
}
