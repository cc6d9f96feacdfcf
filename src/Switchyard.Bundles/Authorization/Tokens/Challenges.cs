using System.Collections.Concurrent;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Authorization.Tokens;

/// <summary>Bundles whose servers asked for a sign-in that nobody knew of before. A change of the definition, or a start by hand, has the server asked anew.</summary>
internal sealed class Challenges
{
    private readonly ConcurrentDictionary<BundleKey, (BundleDefinition Definition, long Respawns)> _asked = new();

    /// <summary>Hears of a bundle that is asked for a sign-in.</summary>
    public Action<BundleKey> Asked { get; set; } = static _ => { };

    /// <summary>Takes note.</summary>
    public void Take(BundleConfig bundle)
    {
        _asked[bundle.Key] = (bundle.Definition, bundle.Respawns);
        Asked(bundle.Key);
    }

    /// <summary>Whether the server of a bundle asked.</summary>
    public bool Has(BundleConfig bundle) => _asked.TryGetValue(bundle.Key, out var asked) && asked.Respawns == bundle.Respawns && asked.Definition.Equals(bundle.Definition);

    /// <summary>Forgets bundles that are gone.</summary>
    public void Keep(Func<BundleKey, bool> isThere)
    {
        foreach (var key in _asked.Keys.Where(key => !isThere(key)))
        {
            _asked.TryRemove(key, out _);
        }
    }
}
