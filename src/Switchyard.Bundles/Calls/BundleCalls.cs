using System.Text.Json.Nodes;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Calls;

/// <summary>
/// Sends requests to bundles. A call keeps the server it began on to its end, whatever is swapped meanwhile; one that begins later meets the newer server. A bundle that nobody has called yet comes up for the
/// first call, one that failed is tried again for a call now and then, and one that was stopped stays so.
/// </summary>
/// <param name="supervisor">The bundles.</param>
/// <param name="terms">The terms in force.</param>
/// <param name="time">Clock.</param>
internal sealed class BundleCalls(BundleSupervisor supervisor, Func<BundleSettings> terms, TimeProvider time)
{
    private static readonly TimeSpan[] ReadPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    /// <summary>Sends one request and tells what came of it.</summary>
    /// <param name="key">The bundle.</param>
    /// <param name="user">The caller, whose own connection is used to a bundle that each user signs in to; null for nobody in particular.</param>
    /// <param name="method">For example <c>tools/call</c>.</param>
    /// <param name="parameters">The <c>params</c>; not changed.</param>
    /// <param name="resend">Whether it may be sent again.</param>
    /// <param name="progress">Takes the <c>params</c> of progress notifications, or null.</param>
    /// <param name="cancellationToken">The caller gives up; the server is told.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<CallOutcome> RequestAsync(
        BundleKey key, Guid? user, string method, JsonObject? parameters, Resend resend, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        if (supervisor.Run(key, user) is not { Wanted: { } wanted } run)
        {
            return new CallOutcome.Unavailable(CallFaults.Unknown, $"There is no bundle '{key.Bundle}' in this workspace.");
        }

        return await RequestAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
    }

    /// <summary>As above, of a run that was looked up.</summary>
    public async Task<CallOutcome> RequestAsync(
        BundleRun run, BundleConfig wanted, string method, JsonObject? parameters, Resend resend, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        var key = run.Key;
        if (!run.Calls.TryEnter(wanted.Definition.Limits.Calls))
        {
            return new CallOutcome.Unavailable(CallFaults.Busy, $"The bundle '{key.Bundle}' is busy: it has {wanted.Definition.Limits.Calls} calls in flight.");
        }

        try
        {
            if (!wanted.Definition.Serial)
            {
                return await ResendingAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
            }

            await run.Calls.Turn.WaitAsync(cancellationToken);
            try
            {
                return await ResendingAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
            }
            finally
            {
                run.Calls.Turn.Release();
            }
        }
        finally
        {
            run.Calls.Leave();
        }
    }

    private async Task<CallOutcome> ResendingAsync(
        BundleRun run, BundleConfig wanted, string method, JsonObject? parameters, Resend resend, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(wanted.Definition.Timeouts.Call, time);
        for (var attempt = 0; ; attempt++)
        {
            var (lease, why) = await AcquireAsync(run, cancellationToken);
            if (why is not null)
            {
                return why;
            }

            using (lease)
            {
                using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token, lease.CutToken);
                try
                {
                    return new CallOutcome.Result(await lease.Value.RequestAsync(method, parameters, progress, given.Token));
                }
                catch (ServerErrorException error)
                {
                    return new CallOutcome.Error(error.Code, error.Message, error.ErrorData);
                }
                catch (CallRefusedException refused)
                {
                    return new CallOutcome.Unavailable(refused.Code, refused.Message);
                }
                catch (ServerLostException lost)
                {
                    if (!MayResend(resend, attempt, lost))
                    {
                        return new CallOutcome.Unavailable(CallFaults.Lost, $"The bundle '{run.Key.Bundle}' ended before it answered: {lost.Message}");
                    }
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    return late.IsCancellationRequested
                        ? new CallOutcome.Unavailable(CallFaults.Timeout, $"The bundle '{run.Key.Bundle}' did not answer within {wanted.Definition.Timeouts.Call.TotalSeconds:0.###} s.")
                        : new CallOutcome.Unavailable(CallFaults.Lost, $"The server of the bundle '{run.Key.Bundle}' was replaced and its time to finish is over.");
                }
            }

            if (resend == Resend.Read)
            {
                await Task.Delay(ReadPauses[Math.Min(attempt, ReadPauses.Length - 1)], time, cancellationToken);
            }
        }
    }

    private static bool MayResend(Resend resend, int attempt, ServerLostException lost) => resend switch
    {
        Resend.Read => attempt < ReadPauses.Length,
        Resend.Once => attempt < 1,
        _ => attempt < 1 && !lost.WasWritten,
    };

    /// <summary>A lease on the server in service, which is brought up if it may be.</summary>
    private async Task<(Lease<ILiveServer> Lease, CallOutcome.Unavailable? Why)> AcquireAsync(BundleRun run, CancellationToken cancellationToken)
    {
        var isCalled = false;
        var from = time.GetTimestamp();
        while (true)
        {
            if (run.TryAcquire(out var lease))
            {
                return (lease, null);
            }

            if (run.Wanted is not { } wanted)
            {
                return (default, new CallOutcome.Unavailable(CallFaults.Unknown, $"The bundle '{run.Key.Bundle}' was removed."));
            }

            if (WhyNot(wanted) is { } stopped)
            {
                return (default, stopped);
            }

            var status = run.Status.Current;
            var situation = run.Read(out _, out var changed);
            if (situation is { IsBarred: true, State: BundleState.Stopped } && (isCalled || situation.Standing == LeaseStanding.Unknown))
            {
                if (await WaitForOwnerAsync(run, changed, wanted.Definition.Timeouts.Gap - time.GetElapsedTime(from), cancellationToken) is { } nobody)
                {
                    return (default, nobody);
                }

                isCalled = false;
                continue;
            }

            if (status.State is BundleState.Stopped or BundleState.Crashed or BundleState.Dead)
            {
                if (isCalled || !run.TryCall(terms().Recover))
                {
                    return (default, Down(run));
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
                return (default, new CallOutcome.Unavailable(CallFaults.Restarting, $"The bundle '{run.Key.Bundle}' is restarting; try again."));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (default, new CallOutcome.Unavailable(CallFaults.Stopped, "This node is shutting down."));
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
