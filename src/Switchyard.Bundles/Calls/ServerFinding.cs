using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Calls;

/// <summary>Finds the server that a call goes to, and has one brought up if it may be.</summary>
/// <param name="supervisor">The bundles.</param>
/// <param name="terms">The terms in force.</param>
/// <param name="time">Clock.</param>
internal sealed class ServerFinding(BundleSupervisor supervisor, Func<BundleSettings> terms, TimeProvider time)
{
    /// <summary>A lease on the server in service, which is brought up if it may be; or why there is none.</summary>
    public async Task<(Lease<ILiveServer> Lease, Incarnation? Server, CallOutcome.Unavailable? Why)> FindAsync(BundleRun run, CancellationToken cancellationToken)
    {
        var isCalled = false;
        var from = time.GetTimestamp();
        while (true)
        {
            if (run.TryAcquire(out var lease, out var server))
            {
                return (lease, server, null);
            }

            if (run.Wanted is not { } wanted)
            {
                return (default, null, new CallOutcome.Unavailable(CallFaults.Unknown, $"The bundle '{run.Key.Bundle}' was removed."));
            }

            if (WhyNot(wanted) is { } stopped)
            {
                return (default, null, stopped);
            }

            var status = run.Status.Current;
            var situation = run.Read(out _, out var changed);
            if (situation is { IsBarred: true, State: BundleState.Stopped } && (isCalled || situation.Standing == LeaseStanding.Unknown))
            {
                if (await WaitForOwnerAsync(run, changed, wanted.Definition.Timeouts.Gap - time.GetElapsedTime(from), cancellationToken) is { } nobody)
                {
                    return (default, null, nobody);
                }

                isCalled = false;
                continue;
            }

            if (status.State is BundleState.Stopped or BundleState.Crashed or BundleState.Dead)
            {
                if (isCalled || !run.TryCall(terms().Recover))
                {
                    return (default, null, Down(run));
                }

                isCalled = true;
            }

            var limit = status.State == BundleState.Restarting ? wanted.Definition.Timeouts.Gap : wanted.Definition.StartTimeout + wanted.Definition.Timeouts.Gap;
            try
            {
                // Completes when the bundle's reconciliation has nothing left to do, the start that it is at included.
                await supervisor.LookAsync(run).WaitAsync(limit, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return (default, null, new CallOutcome.Unavailable(CallFaults.Restarting, $"The bundle '{run.Key.Bundle}' is restarting; try again."));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (default, null, new CallOutcome.Unavailable(CallFaults.Stopped, "This node is shutting down."));
            }
        }
    }

    /// <summary>Waits until an exclusive bundle has another owner: the one there was does not answer, or there is none. Null when it has.</summary>
    private async Task<CallOutcome.Unavailable?> WaitForOwnerAsync(BundleRun run, Task changed, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (run.Exclusivity is { Standing: LeaseStanding.Elsewhere, Refusal: { } refusal })
        {
            return new CallOutcome.Unavailable(refusal.Code, refusal.Message);
        }

        try
        {
            await changed.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return new CallOutcome.Unavailable(CallFaults.Restarting, $"The bundle '{run.Key.Bundle}' runs on one node at a time, and that node does not answer; another takes over. Try again.");
        }
    }

    private static CallOutcome.Unavailable? WhyNot(BundleConfig wanted)
    {
        var name = wanted.Key.Bundle;
        var whose = wanted.User is null ? "" : " your";
        return Deciding.WhyNotRunnable(wanted, null) switch
        {
            null => null,
            BundleReasons.Operator => new CallOutcome.Unavailable(CallFaults.Stopped, $"The bundle '{name}' is stopped."),
            BundleReasons.CredentialsMissing => new CallOutcome.Unavailable(
                CallFaults.CredentialsMissing, $"The bundle '{name}' has no value for: {string.Join(", ", wanted.MissingCredentials())}."),
            BundleReasons.SettingsMissing => new CallOutcome.Unavailable(
                CallFaults.SettingsMissing, $"The bundle '{name}' has no setting for: {string.Join(", ", wanted.Definition.MissingSettings())}."),
            BundleReasons.PerUser or BundleReasons.SignInRequired or BundleReasons.SignInPending => new CallOutcome.Unavailable(CallFaults.SignInRequired, $"The bundle '{name}' needs{whose} sign-in first."),
            BundleReasons.SignInLost => new CallOutcome.Unavailable(CallFaults.SignInLost, $"The bundle '{name}' needs{whose} sign-in again: the former one is not good any more."),
            var reason => new CallOutcome.Unavailable(CallFaults.Down, $"The bundle '{name}' can not run: {reason}."),
        };
    }

    private static CallOutcome.Unavailable Down(BundleRun run)
    {
        var status = run.Status.Current;
        return new CallOutcome.Unavailable(CallFaults.Down, $"The bundle '{run.Key.Bundle}' is {(status.State == BundleState.Dead ? "dead" : "down")}: {status.LastError ?? status.Reason}");
    }
}
