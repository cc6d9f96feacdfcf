using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Switchyard.Configuration.Peers;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>Tells other nodes of the tasks of this one. Who asks there was looked at there; that a task is his is said by its id. 404 for one that is not here.</summary>
internal sealed class TaskPeerEndpoint(PeerDoor door, TaskTable table, TaskTickets tickets, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Longest time that one question waits for the end of a task.</summary>
    public static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(20);

    private const int MaxBody = 4 * 1024;

    /// <summary>POST: how a task stands, at once or when it is over.</summary>
    public async Task ViewAsync(HttpContext context)
    {
        if (await FindAsync(context) is not var (task, wait))
        {
            return;
        }

        try
        {
            var standing = wait ? await WaitAsync(task, context.RequestAborted) : task.Standing;
            await WriteAsync(context, TaskWire.Answer(standing, wasOver: false));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other node has given up waiting.
        }
    }

    /// <summary>POST: gives a task up.</summary>
    public async Task CancelAsync(HttpContext context)
    {
        if (await FindAsync(context) is var (task, _))
        {
            var wasOver = !task.TryMove(new TaskEvent.Cancelled(TaskFinder.GivenUp));
            await WriteAsync(context, TaskWire.Answer(task.Standing, wasOver));
        }
    }

    /// <summary>POST: how all tasks of somebody stand.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await ReadAsync(context) is var (owner, _, _))
        {
            await WriteAsync(context, TaskWire.List(table.Of(owner)));
        }
    }

    private async Task<TaskStanding> WaitAsync(HeldTask task, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(WaitTime, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, lifetime.ApplicationStopping, gone);
        try
        {
            return await task.WhenOverAsync(any.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return task.Standing;
        }
    }

    private async Task<(HeldTask Task, bool Wait)?> FindAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not var (owner, id, wait))
        {
            return null;
        }

        if (tickets.TryRead(id, owner, out _) && table.Find(id!) is { } task)
        {
            return (task, wait);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return null;
    }

    private async Task<(TaskOwner Owner, string? Task, bool Wait)?> ReadAsync(HttpContext context)
    {
        if (await door.EnterAsync(context, MaxBody) is not { } bytes)
        {
            return null;
        }

        var question = TaskWire.ReadQuestion(bytes.Span);
        if (question is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        return question;
    }

    private static async Task WriteAsync(HttpContext context, byte[] answer)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
