using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Events;

/// <summary>
/// Follows the streams of revisions, alerts, bundles, agents and chats for one reader. It keeps a cursor, not a queue: what the reader has not taken is read again from the log, so a slow one costs one batch of memory.
/// One that takes nothing for <see cref="Patience"/> is ended; it comes back with <c>Last-Event-ID</c> and misses nothing.
/// </summary>
internal sealed partial class EventTail(Database database, VersionWatcher watcher, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EventTail> logger)
{
    /// <summary>Longest silence of a tail.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Longest time a write may be blocked by a reader that does not take it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Longest time between two looks at how long it has been silent: a wake-up that brings nothing to write must not put the heartbeat off.</summary>
    public static readonly TimeSpan Look = Heartbeat / 8;

    private const int Batch = 100;
    private const string HeartbeatFrame = ": heartbeat\n\n";

    /// <summary>Writes events after <paramref name="after"/> (null: from now on) until the reader goes, is too slow or loses its right, or the node stops.</summary>
    /// <param name="context">The request.</param>
    /// <param name="after">The last event the reader has seen.</param>
    /// <param name="mayStay">Asked with every heartbeat whether the caller still may read.</param>
    public async Task WriteAsync(HttpContext context, TailCursor? after, Func<CancellationToken, Task<bool>> mayStay)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Look, time);
        using var watch = watcher.Watch(TailCursor.Streams, wake.Notify);
        var cursor = after ?? await HeadsAsync(end.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await context.Response.StartAsync(end.Token);
            await FollowAsync(context.Response, cursor, wake, mayStay, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has gone or the node stops: a tail has no other end.
        }
        catch (SlowReaderException)
        {
            LogSlow(context.Request.Path, Patience.TotalSeconds);
            context.Abort();
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            // The answer has begun, so all that can be said is that it is not whole: the reader comes back by itself.
            LogAway(away, context.Request.Path);
            context.Abort();
        }
    }

    private async Task FollowAsync(HttpResponse response, TailCursor cursor, ChangeSignal wake, Func<CancellationToken, Task<bool>> mayStay, CancellationToken cancellationToken)
    {
        // The position goes first: a reader whose connection breaks before the first event comes back from here, and not from wherever the stream is by then.
        await WriteAsync(response, $": heartbeat\nid: {cursor}\n\n", cancellationToken);
        var written = time.GetTimestamp();
        while (true)
        {
            var next = await WriteNewAsync(response, cursor, cancellationToken);
            if (next != cursor)
            {
                (cursor, written) = (next, time.GetTimestamp());
            }

            await wake.WaitAsync(cancellationToken);
            if (time.GetElapsedTime(written) >= Heartbeat)
            {
                if (!await mayStay(cancellationToken))
                {
                    return;
                }

                await WriteAsync(response, HeartbeatFrame, cancellationToken);
                written = time.GetTimestamp();
            }
        }
    }

    private Task<TailCursor> HeadsAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var versions = await StreamTable.VersionsAsync(session, TailCursor.Streams, token);
            return TailCursor.Streams.Aggregate(default(TailCursor), (cursor, stream) => cursor.With(stream, versions.GetValueOrDefault(stream)));
        },
        cancellationToken);

    private async Task<TailCursor> WriteNewAsync(HttpResponse response, TailCursor cursor, CancellationToken cancellationToken)
    {
        foreach (var stream in TailCursor.Streams)
        {
            var more = true;
            while (more)
            {
                (cursor, more) = await WriteBatchAsync(response, stream, cursor, cancellationToken);
            }
        }

        return cursor;
    }

    private async Task<(TailCursor Cursor, bool More)> WriteBatchAsync(HttpResponse response, string stream, TailCursor cursor, CancellationToken cancellationToken)
    {
        var from = cursor[stream];
        var (head, rows) = await database.ReadAsync(
            async (session, token) => (await StreamTable.VersionAsync(session, stream, token), await EventTable.ReadAfterAsync(session, stream, from, Batch, token)), cancellationToken);

        // History is trimmed, and a restored database has less of it than the reader has seen. Whoever misses something is told, never left to believe that nothing was.
        var next = rows.Count > 0 ? rows[0].Version : head + 1;
        if (next != from + 1)
        {
            cursor = cursor.With(stream, next - 1);
            await WriteAsync(response, $"id: {cursor}\nevent: gap\ndata: {{\"after\":{from},\"oldest\":{next}}}\n\n", cancellationToken);
        }

        foreach (var row in rows)
        {
            cursor = cursor.With(stream, row.Version);
            var view = new HubEventView(row.Version, row.Id, row.Type, row.Action, row.EntityId, row.OriginatedAt, JsonElement.Parse(row.Data));
            await WriteAsync(response, $"id: {cursor}\nevent: {row.Type}\ndata: {JsonSerializer.Serialize(view, EventJson.Default.HubEventView)}\n\n", cancellationToken);
        }

        return (cursor, rows.Count == Batch);
    }

    private async Task WriteAsync(HttpResponse response, string frame, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(frame), either.Token);
            await response.Body.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SlowReaderException();
        }
    }

    [LoggerMessage(5010, LogLevel.Information, "{Path}: a reader that took nothing for {Seconds} s is ended")]
    private partial void LogSlow(string path, double seconds);

    [LoggerMessage(5011, LogLevel.Warning, "{Path}: the log can not be read; the readers come back by themselves")]
    private partial void LogAway(Exception away, string path);

    private sealed class SlowReaderException : Exception;
}
