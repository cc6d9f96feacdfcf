using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>Follows one task to its end: asks its server from time to time, and gives it up when its life, its access key, its server or the node ends.</summary>
/// <param name="task">The task.</param>
/// <param name="order">What it is to do.</param>
/// <param name="call">The server, held for it.</param>
/// <param name="table">Keeps what comes of it.</param>
/// <param name="time">Clock.</param>
internal sealed class TaskErrand(HeldTask task, TaskOrder order, HeldCall call, TaskTable table, TimeProvider time)
{
    /// <summary>How often a server may fail to say how a task stands, one time after the other.</summary>
    private const int MostMisses = 3;

    /// <summary>How long a server has to hear that a task was given up.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>Takes down what the server says.</summary>
    public void Take(ServerTaskReport report)
    {
        if (report.Outcome is { } outcome)
        {
            table.Answer(task, report.State, report.Message, outcome);
        }
        else
        {
            task.TryMove(new TaskEvent.Told(report.State == TaskState.InputRequired, report.Message, report.PollInterval));
        }
    }

    /// <summary>Follows it. Never fails; the task is over then.</summary>
    /// <param name="served">The task as the server has it.</param>
    /// <param name="ending">Cancelled when the node ends.</param>
    public async Task FollowAsync(ServerTask served, CancellationToken ending)
    {
        using var old = new CancellationTokenSource(task.Ttl - task.Age is { Ticks: > 0 } left ? left : TimeSpan.Zero, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource([task.Over, order.Caller.Ended, call.Cut, old.Token, ending]);
        try
        {
            await AskAsync(served, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            task.TryMove(
                call.Cut.IsCancellationRequested ? new TaskEvent.Broken(CallFaults.Lost, await WhyLostAsync() ?? call.WhyCut())
                : ending.IsCancellationRequested ? new TaskEvent.Broken(CallFaults.Lost, "The node that ran the task was shut down.")
                : order.Caller.Ended.IsCancellationRequested ? new TaskEvent.Cancelled("The access key of the task was revoked, has expired, or may no longer use this workspace.")
                : new TaskEvent.Broken(TaskFaults.Expired, $"The task did not end within {task.Ttl.TotalSeconds:0.###} s, the time it was to live."));
            await GiveUpAsync(served);
        }
        catch (UnknownTaskException unknown)
        {
            Forgotten(unknown.Message);
        }
        catch (ServerLostException lost)
        {
            task.TryMove(new TaskEvent.Broken(CallFaults.Lost, await WhyLostAsync() ?? (call.Cut.IsCancellationRequested ? call.WhyCut() : EndedBecause(lost.Message))));
        }
    }

    /// <summary>Why the server is lost, if it ended by itself; it is taken away then, too, and that is not the reason.</summary>
    private async Task<string?> WhyLostAsync() => call.Server.Ended.IsCompleted && await call.Server.Ended is { Cause: not ServerEndCause.Stopped } end ? EndedBecause(end.Message) : null;

    private string EndedBecause(string why) => $"The bundle '{order.Bundle.Bundle}' ended before the task did: {why}";

    private async Task AskAsync(ServerTask served, CancellationToken stop)
    {
        var misses = 0;
        while (!task.Standing.IsOver)
        {
            await PauseAsync(stop);
            try
            {
                Take(await LookAsync(served, stop));
                misses = 0;
            }
            catch (Exception missed) when (missed is ServerErrorException or CallRefusedException or TimeoutException && ++misses < MostMisses)
            {
                // Too many questions, or one that was lost: the task may go on all the same.
            }
            catch (Exception missed) when (missed is ServerErrorException or CallRefusedException or TimeoutException)
            {
                // It may run all the same, with nobody to look at it.
                Forgotten(missed.Message);
                await GiveUpAsync(served);
            }
        }
    }

    private void Forgotten(string why) => task.TryMove(new TaskEvent.Broken(TaskFaults.Unknown, $"The server of the bundle '{order.Bundle.Bundle}' does not know the task any more: {why}"));

    /// <summary>Waits until it is worth a look again.</summary>
    private async Task PauseAsync(CancellationToken stop)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pause = Task.Delay(task.Standing.PollInterval, time, wait.Token);
        var ended = call.Server.Ended;
        var first = await Task.WhenAny(pause, ended);
        await wait.CancelAsync();
        stop.ThrowIfCancellationRequested();
        if (first == ended)
        {
            throw new ServerLostException((await ended).Message, wasWritten: true);
        }
    }

    private async Task<ServerTaskReport> LookAsync(ServerTask served, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(call.Config.Definition.Timeouts.Call, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            return await served.LookAsync(either.Token);
        }
        catch (OperationCanceledException tooLate) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not answer within {call.Config.Definition.Timeouts.Call.TotalSeconds:0.###} s.", tooLate);
        }
    }

    /// <summary>Tells the server that nobody wants the task any more, if it may still be used.</summary>
    private async Task GiveUpAsync(ServerTask served)
    {
        using var late = new CancellationTokenSource(LastWords, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, call.Cut);
        await served.CancelAsync(either.Token);
    }
}
