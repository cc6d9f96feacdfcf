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

    /// <summary>Sealed values are counted at every so many looks: it reads whole columns.</summary>
    private const int LooksPerCount = 30;

    private long? _incompleteSince;
    private int _looks;
    private bool _isFailing;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
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
            _incompleteSince = rollout.IsComplete ? null : _incompleteSince ?? time.GetTimestamp();
            gauges.Stands(rollout, _incompleteSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
            if (_looks % LooksPerCount == 0)
            {
                var uses = await new SecretRotation(database, sealer).StatusAsync(stoppingToken);
                gauges.Unreadable = uses.Where(static use => use.IsLost).Sum(static use => use.Count);
            }

            _looks++;
            _isFailing = false;
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
    }

    [LoggerMessage(6040, LogLevel.Warning, "The state of the system can not be read for its metrics: {Reason}")]
    private partial void LogAway(string reason);
}
