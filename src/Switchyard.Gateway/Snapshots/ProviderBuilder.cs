using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Time;
using Switchyard.Hot;
using Switchyard.Model.Limits;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Snapshots;

/// <summary>
/// Makes the entry of one provider for the next snapshot. What is equal by value is kept: the same model, or at least the same connections. A provider that can not be
/// built is in error and nobody else notices.
/// </summary>
internal sealed partial class ProviderBuilder(
    ProviderStates states,
    EgressGuard guard,
    LimitCounters counters,
    Func<ProviderConfig, IUpstreamDialect> dialects,
    MonotonicClock clock,
    ILogger<ProviderBuilder> logger)
{
    /// <summary>Builds the entry, and hands a lease on its model to <paramref name="leases"/> if it can serve.</summary>
    public ProviderEntry Build(ProviderConfig config, IReadOnlyList<LimitConfig> limits, GatewaySnapshot current, Dictionary<Guid, Lease<ProviderModel>> leases)
    {
        var rules = counters.Bind(limits, LimitScope.Provider, config.Id, config.Name);
        if (!config.Enabled)
        {
            return new ProviderEntry(config, null, Failure.ProviderDisabled, null, rules);
        }

        if (ErrorOf(config) is { } error)
        {
            return InError(config, error, rules);
        }

        if (current.TryShare(config.Id, out var kept))
        {
            if (ServesTheSame(kept.Value.Config, config))
            {
                leases.Add(config.Id, kept);
                return new ProviderEntry(config, kept.Value, null, null, rules);
            }
        }

        try
        {
            var model = Make(config, kept.IsHeld ? kept.Value : null);
            leases.Add(config.Id, Own(model));
            return new ProviderEntry(config, model, null, null, rules);
        }
        catch (Exception fault)
        {
            // Whatever is wrong with one provider's settings must not keep the others from being published.
            LogCannotBuild(config.Name, fault);
            return InError(config, "invalid_settings", rules);
        }
        finally
        {
            kept.Dispose();
        }
    }

    private static ProviderEntry InError(ProviderConfig config, string reason, LimitRule[] rules) =>
        new(config, null, reason == "no_usable_key" ? Failure.NoHealthyKey(TimeSpan.FromSeconds(60)) : Failure.ProviderUnavailable, reason, rules);

    private static string? ErrorOf(ProviderConfig config)
    {
        if (config.Error is not null || config.AllowByok || !config.UsesKeys)
        {
            return config.Error;
        }

        return config.Keys.Any(static key => key is { Enabled: true, Value: not null }) ? null : "no_usable_key";
    }

    // What people call it and where it is written reaches no request.
    private static bool ServesTheSame(ProviderConfig one, ProviderConfig two) =>
        one.Equals(two) || one.Equals(two with { DisplayName = one.DisplayName, Origin = one.Origin });

    private ProviderModel Make(ProviderConfig config, ProviderModel? before)
    {
        var state = states.Of(config.Id);
        var dialect = dialects(config);
        var keys = !config.UsesKeys
            ? []
            : config.Keys.Where(static key => key is { Enabled: true, Value: not null })
                .OrderBy(static key => key.Position)
                .Take(KeyRing.MaxKeys)
                .Select(key => new KeyModel(key, state.KeyOf(key.Id)))
                .ToArray();
        var connectionKey = ConnectionKey.Of(config);
        var connections = before is not null && before.Connections.Key == connectionKey
            ? before.ShareConnections()
            : Own(new UpstreamConnections(connectionKey, guard));
        return new ProviderModel(config, state, dialect, new KeyRing(keys), connections);
    }

    // The snapshots are the only owners: the maker's own hold is given back at once, and the last snapshot ends the resource.
    private Lease<T> Own<T>(T value)
        where T : notnull
    {
        var leased = new Leased<T>(value, end: null, clock.Provider);
        leased.TryAcquire(out var lease);
        leased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        return lease;
    }

    [LoggerMessage(EventId = 4000, Level = LogLevel.Error, Message = "Provider {Provider} can not be built; the others are not affected")]
    private partial void LogCannotBuild(string provider, Exception fault);
}
