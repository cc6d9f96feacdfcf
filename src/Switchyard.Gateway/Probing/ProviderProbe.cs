using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Probing;

/// <summary>Tries every key of a provider with connections of its own, so that it says what a new connection would meet, for a provider that is not in force too.</summary>
internal sealed class ProviderProbe(Func<ProviderConfig, IUpstreamDialect> dialects, EgressGuard guard, MonotonicClock clock) : IProviderProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProbeResult>> ProbeAsync(ProviderConfig provider, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock.Provider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var connections = new UpstreamConnections(ConnectionKey.Of(provider), guard);
        var dialect = dialects(provider);
        using var disposable = dialect as IDisposable;
        var keys = !provider.UsesKeys ? [] : provider.Keys.Where(static key => key.Value is not null).OrderBy(static key => key.Position).ToArray();
        ProviderKeyConfig?[] tried = keys.Length == 0 ? new ProviderKeyConfig?[1] : keys;
        var results = await Task.WhenAll(tried.Select(key => TrialCall.TryAsync(dialect, connections, key, clock, linked.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return results;
    }
}
