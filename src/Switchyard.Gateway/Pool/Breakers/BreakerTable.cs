using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>
/// The breakers of a provider. One exists only for an (endpoint, model) that has failed, so a healthy provider costs a request one read, and models that
/// clients invent take no place. When all places are taken, one that holds nothing is given up; else further models share <c>other</c>.
/// </summary>
internal sealed class BreakerTable
{
    private const string Other = "other";

    private readonly ConcurrentDictionary<(string Endpoint, string Model), Breaker> _breakers = new();
    private readonly Lock _adding = new();
    private volatile int _count;

    /// <summary>The breakers that exist, for metrics.</summary>
    public IEnumerable<Breaker> All => _breakers.Values;

    /// <summary>Finds the breaker that watches <paramref name="model"/>, if anything failed there.</summary>
    public bool TryFind(string endpoint, string model, [NotNullWhen(true)] out Breaker? breaker)
    {
        if (_count == 0)
        {
            breaker = null;
            return false;
        }

        return _breakers.TryGetValue((endpoint, model), out breaker) || (_count > 1 && _breakers.TryGetValue((endpoint, Other), out breaker));
    }

    /// <summary>The breaker for a failure of <paramref name="model"/>, made if it is the first.</summary>
    public Breaker ForFailure(string endpoint, string model, BreakerSettings settings)
    {
        if (TryFind(endpoint, model, out var found) && (found.Model == model || _count >= settings.Entries))
        {
            return found;
        }

        lock (_adding)
        {
            if (_breakers.TryGetValue((endpoint, model), out found))
            {
                return found;
            }

            var shared = _count >= settings.Entries && !TryForgetOne();
            var name = shared ? Other : model;
            if (_breakers.TryGetValue((endpoint, name), out found))
            {
                return found;
            }

            found = new Breaker(endpoint, name);
            _breakers[(endpoint, name)] = found;
            _count = _breakers.Count;
            return found;
        }
    }

    private bool TryForgetOne()
    {
        foreach (var (key, breaker) in _breakers)
        {
            if (breaker.IsIdle && breaker.Model != Other && _breakers.TryRemove(key, out _))
            {
                _count = _breakers.Count;
                return true;
            }
        }

        return false;
    }
}
