using System.Text.Json.Nodes;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
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

    private readonly ServerFinding _finding = new(supervisor, terms, time);

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
            return Unknown(key);
        }

        return await RequestAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
    }

    /// <summary>As above, of a run that was looked up.</summary>
    public async Task<CallOutcome> RequestAsync(
        BundleRun run, BundleConfig wanted, string method, JsonObject? parameters, Resend resend, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        // What another node asks of a task is part of the call that made it, which holds its seat there: refused here, for want of one, it would end a task that runs.
        if (method.StartsWith("tasks/", StringComparison.Ordinal))
        {
            return await ResendingAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
        }

        if (await run.Calls.EnterAsync(wanted.Definition, cancellationToken) is not { } seat)
        {
            return Busy(wanted);
        }

        using (seat)
        {
            return await ResendingAsync(run, wanted, method, parameters, resend, progress, cancellationToken);
        }
    }

    /// <summary>Holds the server in service for more than one request, as one call: it counts like one, and takes its turn on a serial bundle. The server may be replaced meanwhile; its time to drain is then the call's, too.</summary>
    /// <param name="key">The bundle.</param>
    /// <param name="user">The caller, or null.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <returns>The call, to be ended by its Dispose; or why there is none.</returns>
    public async Task<(HeldCall? Call, CallOutcome.Unavailable? Why)> HoldAsync(BundleKey key, Guid? user, CancellationToken cancellationToken)
    {
        if (supervisor.Run(key, user) is not { Wanted: { } wanted } run)
        {
            return (null, Unknown(key));
        }

        if (await run.Calls.EnterAsync(wanted.Definition, cancellationToken) is not { } seat)
        {
            return (null, Busy(wanted));
        }

        try
        {
            var (lease, server, why) = await _finding.FindAsync(run, cancellationToken);
            if (server is not null)
            {
                return (new HeldCall(run, server, lease, seat), null);
            }

            seat.Dispose();
            return (null, why);
        }
        catch
        {
            seat.Dispose();
            throw;
        }
    }

    private async Task<CallOutcome> ResendingAsync(
        BundleRun run, BundleConfig wanted, string method, JsonObject? parameters, Resend resend, Action<JsonObject>? progress, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(wanted.Definition.Timeouts.Call, time);
        for (var attempt = 0; ; attempt++)
        {
            var (lease, _, why) = await _finding.FindAsync(run, cancellationToken);
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

    private static CallOutcome.Unavailable Unknown(BundleKey key) => new(CallFaults.Unknown, $"There is no bundle '{key.Bundle}' in this workspace.");

    private static CallOutcome.Unavailable Busy(BundleConfig wanted) =>
        new(CallFaults.Busy, $"The bundle '{wanted.Key.Bundle}' is busy: it has {wanted.Definition.Limits.Calls} calls in flight.");
}
