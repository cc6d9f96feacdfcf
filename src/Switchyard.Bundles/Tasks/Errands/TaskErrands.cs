using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Telemetry;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>Has servers make tasks, and follows each to its end. A task is recorded when it ends, as the call of a tool that it is; one that was not made is for whoever asked for it to record.</summary>
internal sealed partial class TaskErrands(TaskTable table, BundleCalls calls, IMcpRecorder recorder, BundleInstruments instruments, TaskTerms terms, TimeProvider time, ILogger<TaskErrands> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Has the server of a bundle make a task. The request is sent once.</summary>
    /// <param name="order">What it is to do.</param>
    /// <param name="cancellationToken">The caller gives up; there is no task then.</param>
    /// <returns>The task, or why there is none; of a client that takes results, it may be the result.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<(HeldTask? Task, CallOutcome? Why)> MakeAsync(TaskOrder order, CancellationToken cancellationToken)
    {
        if (table.Add(order.Owner, order.Ttl) is not { } task)
        {
            instruments.TaskEnded("refused");
            return (null, new CallOutcome.Unavailable(TaskFaults.TooMany, "There are too many tasks: wait until some are over and forgotten, which takes as long as they were to live."));
        }

        CallOutcome? why = null;
        try
        {
            why = await TryMakeAsync(task, order, cancellationToken);
            return why is null ? (task, null) : (null, why);
        }
        finally
        {
            if (!task.IsMade)
            {
                table.Remove(task);
                if (why is not CallOutcome.Result)
                {
                    instruments.TaskEnded("refused");
                }
            }
        }
    }

    /// <summary>Ends all that run, each with its reason. Returns when they are on record.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        while (!_running.IsEmpty)
        {
            // More than once: one that was being made may join meanwhile.
            await Task.WhenAll(_running.Values);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _ending.Dispose();

    /// <summary>Null when it was made.</summary>
    private async Task<CallOutcome?> TryMakeAsync(HeldTask task, TaskOrder order, CancellationToken cancellationToken)
    {
        var (startedAt, from) = (time.GetUtcNow(), time.GetTimestamp());
        using var late = new CancellationTokenSource(terms.MakeWithin, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token, _ending.Token);
        HeldCall? call = null;
        try
        {
            (call, var why) = await calls.HoldAsync(order.Bundle, order.Caller.UserId, given.Token);
            if (call is null)
            {
                return why;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(given.Token, call.Cut);
            var (served, report) = await ServerTask.BeginAsync(call.Server, order.Parameters, task.Ttl, either.Token);
            if (served is null && order.TakesResults)
            {
                return report.Outcome;
            }

            var errand = new TaskErrand(task, order, call, table, time);
            errand.Take(report);
            task.IsMade = true;
#pragma warning disable CA2025 // The run gives the call back; here that is done only when there is none.
            Track(task.Id, order.Bundle.ToString(), RunAsync(task, order, errand, served, call, startedAt, from));
#pragma warning restore CA2025
            return null;
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
            return new CallOutcome.Unavailable(CallFaults.Lost, $"The bundle '{order.Bundle.Bundle}' ended before it had made the task: {lost.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late.IsCancellationRequested
                ? new CallOutcome.Unavailable(CallFaults.Timeout, $"The bundle '{order.Bundle.Bundle}' did not make the task within {terms.MakeWithin.TotalSeconds:0.###} s.")
                : new CallOutcome.Unavailable(CallFaults.Lost, _ending.IsCancellationRequested ? "This node is shutting down." : call!.WhyCut());
        }
        finally
        {
            if (!task.IsMade)
            {
                call?.Dispose();
            }
        }
    }

    private async Task RunAsync(HeldTask task, TaskOrder order, TaskErrand errand, ServerTask? served, HeldCall call, DateTimeOffset startedAt, long from)
    {
        await Task.Yield();
        try
        {
            if (served is not null)
            {
                await errand.FollowAsync(served, _ending.Token);
            }
        }
        catch (Exception fault)
        {
            // A mistake of ours must not leave a task that never ends.
            LogBroke(fault, order.Bundle.ToString());
            task.TryMove(new TaskEvent.Broken(CallFaults.Lost, "The task failed inside of Switchyard."));
        }
        finally
        {
            call.Dispose();
            var standing = task.Standing;
            instruments.TaskEnded(TaskStates.NameOf(standing.State));
            var outcome = standing.State == TaskState.Cancelled ? "cancelled" : RecordedOutcome.Of(standing.Outcome!.Read());
            recorder.Called(new McpCallRecord(order.Caller, order.Bundle, order.Tool, order.Parameters["arguments"]?.ToJsonString() ?? "{}", outcome, startedAt, time.GetElapsedTime(from)));
        }
    }

    private void Track(string id, string bundle, Task run)
    {
        // Ends when it is forgotten, so that whoever waits for all of them does not find it again.
        var tracked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = tracked.Task;
        _ = ForgetAsync();

        async Task ForgetAsync()
        {
            try
            {
                await run;
            }
            catch (Exception fault)
            {
                // It is over all the same; what failed is that it is on record.
                LogBroke(fault, bundle);
            }
            finally
            {
                _running.TryRemove(id, out _);
                tracked.SetResult();
            }
        }
    }

    [LoggerMessage(10600, LogLevel.Error, "A task of the bundle {Bundle} broke")]
    private partial void LogBroke(Exception fault, string bundle);
}
