using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Health;

/// <summary>Looks every <see cref="Interval"/> at what all nodes share and puts it into <see cref="SystemGauges"/>. Nothing waits for it, and nothing is decided by it: it is for whoever watches.</summary>
internal sealed partial class SystemWatch(Database database, SecretSealer sealer, RolloutReader rollouts, SystemGauges gauges, TimeProvider time, ILogger<SystemWatch> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A database that takes longer counts as away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sealed values are counted at every so many looks, which is once an hour: it reads whole columns.</summary>
    private const int LooksPerCount = 360;

    private readonly RolloutLag _lag = new(time);
    private int _looks;
    // At first it is: whoever starts before its database says so itself.
    private bool _isFailing = true;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await LookAsync(stoppingToken) && _looks++ % LooksPerCount == 0)
            {
                await CountAsync(stoppingToken);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether the database answered.</returns>
    private async Task<bool> LookAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            var asked = time.GetUtcNow();
            var facts = await database.InspectAsync(either.Token);
            // Half of the way there and back; what is left of it is an error of the measurement.
            gauges.Skew = facts.Clock is { } theirs ? asked + ((time.GetUtcNow() - asked) / 2) - theirs : TimeSpan.Zero;
            var rollout = await rollouts.ReadAsync(null, either.Token);
            gauges.IsDatabaseUp = true;
            gauges.Stands(rollout, _lag.Look(rollout));
            _isFailing = false;
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
        catch (Exception failure)
        {
            // Most often a database that is away, which others tell of in full; a fault of ours must not end the node either.
            gauges.IsDatabaseUp = false;
            if (!_isFailing)
            {
                _isFailing = true;
                LogAway(failure.Message);
            }
        }

        return false;
    }

    private async Task CountAsync(CancellationToken stoppingToken)
    {
        try
        {
            var uses = await new SecretRotation(database, sealer).StatusAsync(stoppingToken);
            gauges.Unreadable = uses.Where(static use => use.IsLost).Sum(static use => use.Count);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // A large database may take longer than it gives a statement; that it answers is known.
            LogNotCounted(failure.Message);
        }
    }

    [LoggerMessage(6041, LogLevel.Warning, "Sealed values that no key opens could not be counted; it is tried again in an hour: {Reason}")]
    private partial void LogNotCounted(string reason);

    [LoggerMessage(6040, LogLevel.Warning, "The state of the system can not be read for its metrics: {Reason}")]
    private partial void LogAway(string reason);
}
