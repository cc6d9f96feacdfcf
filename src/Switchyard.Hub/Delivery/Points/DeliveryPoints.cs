using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.States;
using Switchyard.Model.Gateways;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Secrets;

namespace Switchyard.Hub.Delivery.Points;

/// <summary>Follows the configuration of this node and makes of each one the point from which gateways are served; then tells all sessions to look.</summary>
internal sealed partial class DeliveryPoints(IConfigurationFeed feed, SecretSealer sealer, TimeProvider time, ILogger<DeliveryPoints> logger) : BackgroundService
{
    private readonly StateEncoder _encoder = new(sealer.Fingerprint);
    private ImmutableList<Subscription> _subscriptions = [];
    private volatile DeliveryPoint? _current;
    private ConfigurationModel? _encoded;

    /// <summary>The newest point, or null before the first configuration.</summary>
    public DeliveryPoint? Current => _current;

    /// <summary>How many are told of changes.</summary>
    public int Subscribers => Volatile.Read(ref _subscriptions).Count;

    /// <summary>The settings of the channel that are in force.</summary>
    public GatewayChannelConfig Settings => feed.Current?.Server.Gateways ?? GatewayChannelConfig.Default;

    /// <summary>
    /// Calls <paramref name="changed"/> whenever there is a new <see cref="Current"/>, until the result is disposed. Who subscribes first and reads <see cref="Current"/> afterwards misses
    /// nothing. The call must not block; it carries nothing, so calls may be merged.
    /// </summary>
    public IDisposable Subscribe(Action changed)
    {
        var subscription = new Subscription(this, changed);
        ImmutableInterlocked.Update(ref _subscriptions, static (list, added) => list.Add(added), subscription);
        return subscription;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = feed.Changes;
            using var again = new CancellationTokenSource();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(again.Token, stoppingToken);
            await using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), again, Look() ? Timeout.InfiniteTimeSpan : Settings.Log.Resync, Timeout.InfiniteTimeSpan);
            try
            {
                await feed.WaitForChangeAsync(seen, either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Makes the point of the configuration in force, unless it is there. False when that failed.</summary>
    private bool Look()
    {
        if (feed.Current is not { } model || ReferenceEquals(model, _encoded))
        {
            return true;
        }

        try
        {
            _current = new DeliveryPoint(_encoder.Encode(model));
            _encoded = model;
        }
        catch (Exception failure)
        {
            // A configuration that this node runs and can not say: gateways keep what they have, and it is tried again.
            LogNotEncoded(failure, model.Revision);
            return false;
        }

        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            subscription.Changed();
        }

        return true;
    }

    [LoggerMessage(2100, LogLevel.Error, "Revision {Revision} can not be made ready for gateways; they keep what they have, and it is tried again.")]
    private partial void LogNotEncoded(Exception failure, long revision);

    [LoggerMessage(2101, LogLevel.Error, "A session could not be told of a change.")]
    private partial void LogNotTold(Exception failure);

    private sealed class Subscription(DeliveryPoints points, Action changed) : IDisposable
    {
        public void Changed()
        {
            try
            {
                changed();
            }
            catch (Exception failure)
            {
                // The others must hear of it; who throws looks again at its next turn.
                points.LogNotTold(failure);
            }
        }

        public void Dispose() => ImmutableInterlocked.Update(ref points._subscriptions, static (list, ended) => list.Remove(ended), this);
    }
}
