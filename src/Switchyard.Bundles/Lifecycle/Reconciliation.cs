using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// Brings one bundle to what is asked of it, step by step: look, decide, do, look again. The only place that starts or stops a server, whatever the reason is, and never twice at a time for one bundle.
/// </summary>
/// <param name="launcher">Brings servers up.</param>
/// <param name="reach">Leads to servers of other nodes.</param>
/// <param name="slots">Limits how many come up at once.</param>
/// <param name="terms">The terms in force.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class Reconciliation(IServerLauncher launcher, IOwnerReach reach, StartSlots slots, Func<BundleSettings> terms, TimeProvider time, ILogger<Reconciliation> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Steps until there is nothing to do but wait.</summary>
    public async Task ReconcileAsync(BundleRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var situation = run.Read(out var revision, out var changed);
            var step = Deciding.Next(situation);
            if (step == Step.None)
            {
                if (situation.Hold != Hold.Waiting)
                {
                    run.Settle(revision, Idle(situation));
                }

                return;
            }

            await DoAsync(step, run, situation, changed, cancellationToken);
        }
    }

    /// <summary>Why nothing is to run; null when it may.</summary>
    private static string? Idle(Situation situation) =>
        situation.IsShuttingDown ? BundleReasons.Shutdown
        : situation.Wanted is { } wanted ? Deciding.WhyNotRunnable(wanted, situation.Running) ?? (!situation.IsBarred ? null : situation.Standing == LeaseStanding.Elsewhere ? BundleReasons.Elsewhere : BundleReasons.Unowned)
        : BundleReasons.Removed;

    private Task DoAsync(Step step, BundleRun run, Situation situation, Task changed, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Step.Start:
                Forgive(run, situation);
                run.Move(BundleState.Starting, WhyStart(situation));
                return StartAsync(run, situation.Wanted!, cancellationToken);
            case Step.Respawn:
                run.Move(BundleState.Restarting, WhyRespawn(situation));
                return RespawnAsync(run, situation.Wanted!, cancellationToken);
            case Step.Replace:
                run.Move(BundleState.Restarting, WhyRespawn(situation));
                return ReplaceAsync(run, situation.Wanted!, situation.Running!.Definition.Timeouts.Drain, cancellationToken);
            case Step.CutAndReplace:
                run.Move(BundleState.Restarting, BundleReasons.Revoked);
                run.Local!.Cut();
                return ReplaceAsync(run, situation.Wanted!, TimeSpan.Zero, cancellationToken);
            case Step.Stop:
                run.Move(BundleState.Draining, Idle(situation)!);
                return StopAsync(run, situation, changed);
            case Step.CutAndStop:
                run.Move(BundleState.Draining, situation.IsBarred ? BundleReasons.LeaseLost : BundleReasons.Revoked);
                run.Local!.Cut();
                return StopAsync(run, situation, changed);
            case Step.Reach:
                return ReachAsync(run, situation.Wanted!, situation.IsCalled || situation.Wanted!.Definition.Eager, cancellationToken);
            case Step.Leave:
                run.Pins.Last = run.Exclusivity.Way!.Server.Tools;
                run.Exclusivity.Leave()?.Drain(situation.IsShuttingDown ? TimeSpan.Zero : situation.Wanted?.Definition.Timeouts.Drain ?? TimeSpan.Zero);
                return Task.CompletedTask;
            case Step.Rest:
                run.Crashes.Clear();
                run.Move(BundleState.Stopped, Idle(situation)!);
                return Task.CompletedTask;
            case Step.Crash:
                return CrashAsync(run, run.Local!);
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    /// <summary>A bundle that somebody changed or started is no longer judged by its past.</summary>
    private static void Forgive(BundleRun run, Situation situation)
    {
        var wanted = situation.Wanted!;
        if (wanted.Respawns > situation.SeenRespawns || (situation.Failed is { } failed && Deciding.IsOutdated(failed, wanted)))
        {
            run.Crashes.Clear();
        }
    }

    private static string WhyStart(Situation situation) =>
        situation.Wanted!.Respawns > situation.SeenRespawns ? BundleReasons.Operator
        : situation.Failed is { } failed && Deciding.IsOutdated(failed, situation.Wanted) ? BundleReasons.Changed
        : situation.IsCalled ? BundleReasons.Called
        : situation.IsDue ? BundleReasons.Retry
        : BundleReasons.Eager;

    private static string WhyRespawn(Situation situation) =>
        Deciding.IsOutdated(situation.Running!, situation.Wanted!) ? BundleReasons.Changed
        : situation.Wanted!.Respawns > situation.SeenRespawns ? BundleReasons.Operator
        : BundleReasons.Unresponsive;

    /// <summary>Brings up a server where none is in service. Whether it came up; null when it was given up.</summary>
    private async Task<bool?> StartAsync(BundleRun run, BundleConfig wanted, CancellationToken cancellationToken)
    {
        var (server, failure) = await TryStartAsync(run, wanted, cancellationToken);
        if (server is not null)
        {
            TakeOver(run, server);
            return true;
        }

        if (failure is not null)
        {
            GiveUpOrWait(run, TimeSpan.Zero, BundleReasons.StartFailed, failure.Message, Lines(failure));
            return false;
        }

        // Given up: nobody wants it any more, or not with these credentials.
        var reason = Idle(run.Read(out _, out _)) ?? BundleReasons.Changed;
        run.Move(BundleState.Draining, reason);
        run.Move(BundleState.Stopped, reason);
        return null;
    }

    private async Task RespawnAsync(BundleRun run, BundleConfig wanted, CancellationToken cancellationToken)
    {
        var (server, failure) = await TryStartAsync(run, wanted, cancellationToken);
        if (server is not null)
        {
            TakeOver(run, server);
            run.TellRespawn(succeeded: true);
            return;
        }

        if (run.Local is { HasEnded: false } kept)
        {
            // Asked for because it did not answer: it is not asked for again until it has missed the next probes.
            kept.IsUnresponsive = false;
            run.Move(BundleState.Running, BundleReasons.Kept, failure?.Message, Lines(failure));
        }
        else
        {
            await CrashAsync(run, run.Local!);
        }

        if (failure is not null)
        {
            run.TellRespawn(succeeded: false);
        }
    }

    private async Task ReplaceAsync(BundleRun run, BundleConfig wanted, TimeSpan drain, CancellationToken cancellationToken)
    {
        var old = run.Local!;
        run.TakeOut(old);
        old.Drain(drain);
        await old.Gone;
        if (await StartAsync(run, wanted, cancellationToken) is { } succeeded)
        {
            run.TellRespawn(succeeded);
        }
    }

    private static async Task StopAsync(BundleRun run, Situation situation, Task changed)
    {
        var old = run.Local!;
        run.TakeOut(old);
        old.Drain(situation.IsShuttingDown ? TimeSpan.Zero : old.Config.Definition.Timeouts.Drain);
        while (await Task.WhenAny(old.Gone, changed) != old.Gone)
        {
            var now = run.Read(out _, out changed);
            if (now.IsShuttingDown)
            {
                old.Cut();
            }
            else if (!old.Config.Definition.Exclusive && now.Wanted is { Definition.Exclusive: false } wanted && Deciding.WhyNotRunnable(wanted, null) is null)
            {
                // It is to run again, and need not wait for the last calls of the old one.
                break;
            }
        }

        run.Move(BundleState.Stopped, Idle(run.Read(out _, out _)) ?? BundleReasons.Ended, error: "");
    }

    /// <summary>Finds the server of the owner. That it can not be found is no failure of the bundle: it is looked for again with the next call, and from time to time.</summary>
    private async Task ReachAsync(BundleRun run, BundleConfig wanted, bool start, CancellationToken cancellationToken)
    {
        run.BeginReach();
        if (run.Exclusivity.Owner is not Ownership.Elsewhere owner)
        {
            return;
        }

        try
        {
            var (server, generation) = await reach.ReachAsync(wanted, owner, start, run, cancellationToken);
            run.Exclusivity.EndReach(new Incarnation(wanted, generation, server, time), owner, refusal: null);
            run.ListsChanged(generation);
            _ = FollowAsync(run, server);
        }
        catch (Exception failure) when (failure is CallRefusedException or ServerLostException)
        {
            run.Exclusivity.EndReach(null, owner, failure as CallRefusedException);
        }
    }

    private static async Task FollowAsync(BundleRun run, ILiveServer way)
    {
        await way.Ended;
        run.Look();
    }

    private async Task CrashAsync(BundleRun run, Incarnation ended)
    {
        run.TakeOut(ended);
        ended.Cut();
        var end = await ended.Server.Ended;
        var reason = end.Cause switch
        {
            ServerEndCause.Lost => BundleReasons.Lost,
            ServerEndCause.OverLimit => BundleReasons.OverLimit,
            ServerEndCause.Misbehaved => BundleReasons.Misbehaved,
            _ => BundleReasons.Exited,
        };
        GiveUpOrWait(run, ended.Uptime, reason, end.Message, end.LastLines.Count == 0 ? null : string.Join('\n', end.LastLines));
    }

    private void GiveUpOrWait(BundleRun run, TimeSpan uptime, string reason, string error, string? detail)
    {
        var wait = run.Crashes.Add(time.GetElapsedTime(0), uptime, terms(), Random.Shared.NextDouble());
        run.Move(BundleState.Crashed, reason, error, detail);
        if (wait is null)
        {
            run.Move(BundleState.Dead, reason, error);
        }

        run.Retry(wait ?? terms().Rearm);
    }

    private async Task<(Incarnation? Server, Exception? Failure)> TryStartAsync(BundleRun run, BundleConfig wanted, CancellationToken cancellationToken)
    {
        var pointless = run.BeginStart(wanted);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(pointless, cancellationToken);
        var generation = run.Status.Current.Generation + 1;
        try
        {
            using var slot = await slots.EnterAsync(given.Token);
            var began = time.GetTimestamp();
            var server = await launcher.StartAsync(wanted, generation, run, given.Token);
            run.TellStart(time.GetElapsedTime(began));
            return (new Incarnation(wanted, generation, server, time), null);
        }
        catch (OperationCanceledException) when (given.IsCancellationRequested)
        {
            run.Fail(null);
            return (null, null);
        }
        catch (Exception failure)
        {
            // Whatever it is, it concerns this bundle alone, and its state has to tell the truth.
            if (failure is not ServerStartException)
            {
                LogStartBroke(failure, run.Key);
            }

            run.Fail(wanted);
            run.Log.Add(generation, failure.Message);
            return (null, failure);
        }
    }

    private void TakeOver(BundleRun run, Incarnation incarnation)
    {
        var before = run.Succeed(incarnation);
        run.Move(BundleState.Running, BundleReasons.Up, error: "");
        if (before is not null)
        {
            run.TakeOut(before);
            before.Drain(before.Config.Definition.Timeouts.Drain);
        }

        _ = new Watch(run, incarnation, terms, time).RunAsync();
    }

    private static string? Lines(Exception? failure) => failure is ServerStartException { LastLines: { Count: > 0 } lines } ? string.Join('\n', lines) : null;

    [LoggerMessage(10000, LogLevel.Error, "Bringing up bundle {Bundle} broke")]
    private partial void LogStartBroke(Exception failure, BundleKey bundle);
}
