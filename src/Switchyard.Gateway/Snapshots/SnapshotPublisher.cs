using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Time;
using Switchyard.Hot;
using Switchyard.Model.Egress;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Snapshots;

/// <summary>The data plane as a consumer of configurations: builds the next snapshot beside the one in force, and swaps.</summary>
internal sealed partial class SnapshotPublisher(
    GatewaySnapshots snapshots,
    SnapshotBuilder builder,
    ProviderStates states,
    EgressSettings egress,
    ISnapshotProbe probe,
    MonotonicClock clock,
    ILogger<SnapshotPublisher> logger) : IConfigurationConsumer
{
    /// <inheritdoc />
    public string Name => "data plane";

    /// <inheritdoc />
    public async ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        if (!snapshots.TryAcquire(out var before))
        {
            // The node has shut down: there is nothing to put in force any more.
            return NothingToDo.Instance;
        }

        try
        {
            var policy = EgressPolicy.Parse([.. egress.Allow, .. next.Server.EgressAllow], []);
            return new Prepared(this, await builder.BuildAsync(next, before.Value, cancellationToken), policy, before);
        }
        catch
        {
            before.Dispose();
            throw;
        }
    }

    private Task ProbeAsync(GatewaySnapshot next, EgressPolicy policy, CancellationToken cancellationToken) => probe.TryAsync(next, policy, cancellationToken);

    private void Commit(GatewaySnapshot next, GatewaySnapshot before, EgressPolicy policy)
    {
        egress.Guard.Policy = policy;
        if (!snapshots.TryPublish(next, before))
        {
            return;
        }

        var now = clock.Now;
        foreach (var entry in before.Providers)
        {
            if (entry.Model is { } model && !next.Has(model))
            {
                model.Supersede(now);
            }
        }

        var alive = new HashSet<Guid>(next.Providers.Count);
        foreach (var entry in next.Providers)
        {
            alive.Add(entry.Config.Id);
            if (entry.Model is { } model && !before.Has(model))
            {
                Adopt(model);
            }

            if (entry.Reason is { } reason)
            {
                LogInError(entry.Config.Name, reason);
            }
        }

        states.KeepOnly(alive);
        builder.Settle(next);
        snapshots.TellCommitted();
        if (next.Providers.Count > 0 && next.Providers.All(static entry => entry.Reason is not null))
        {
            LogNothingServes(next.Revision);
        }
    }

    // States that were made for it go, those in force stay.
    private void Undone(GatewaySnapshot inForce) => builder.Settle(inForce);

    private static void Adopt(Pool.ProviderModel model)
    {
        foreach (var key in model.Keys.Keys)
        {
            key.State.Adopt(key.Config);
        }

        model.State.KeepOnly([.. model.Config.Keys.Select(static key => key.Id)]);
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Provider {Provider} is in error: {Reason}")]
    private partial void LogInError(string provider, string reason);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Error, Message = "No provider of revision {Revision} can serve")]
    private partial void LogNothingServes(long revision);

    private sealed class Prepared(SnapshotPublisher owner, GatewaySnapshot next, EgressPolicy policy, Lease<GatewaySnapshot> before) : IProbedChange
    {
        private Lease<GatewaySnapshot> _before = before;
        private bool _committed;

        public Task ProbeAsync(CancellationToken cancellationToken) => owner.ProbeAsync(next, policy, cancellationToken);

        public void Commit()
        {
            _committed = true;
            owner.Commit(next, _before.Value, policy);
        }

        public void Dispose()
        {
            if (!_committed)
            {
                _committed = true;
                next.Dispose();
                owner.Undone(_before.Value);
            }

            _before.Dispose();
        }
    }

    private sealed class NothingToDo : IPreparedChange
    {
        public static readonly NothingToDo Instance = new();

        public void Commit()
        {
        }

        public void Dispose()
        {
        }
    }
}
