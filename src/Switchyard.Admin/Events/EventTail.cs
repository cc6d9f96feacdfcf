using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Events;

/// <summary>
/// Follows the stream of revisions, and that of warnings, for one reader. It keeps a cursor, not a queue: what the reader has not taken is read again from the log, so a slow one costs no memory.
/// </summary>
internal sealed class EventTail(Database database, VersionWatcher watcher, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int Batch = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly byte[] HeartbeatLine = ": heartbeat\n\n"u8.ToArray();

    /// <summary>Writes events after <paramref name="after"/> (null: from now on) until the reader goes or the node stops.</summary>
    public async Task WriteAsync(HttpResponse response, TailCursor? after, CancellationToken readerGone)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(readerGone, lifetime.ApplicationStopping);
        using var wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Heartbeat, time);
        using var watch = watcher.Watch(TailCursor.Streams, wake.Notify);
        var (cursor, lost) = await BeginAsync(after, end.Token);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            if (lost is { } oldest)
            {
                await WriteAsync(response, $"event: gap\ndata: {{\"after\":{cursor.Config},\"oldest\":{oldest}}}\n\n", end.Token);
            }

            await response.StartAsync(end.Token);
            await response.Body.FlushAsync(end.Token);
            while (true)
            {
                cursor = await WriteNewAsync(response, cursor, end.Token);
                if (await wake.WaitAsync(end.Token) == WakeReason.Tick)
                {
                    await response.Body.WriteAsync(HeartbeatLine, end.Token);
                    await response.Body.FlushAsync(end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has gone or the node stops: a tail has no other end.
        }
    }

    private Task<(TailCursor Cursor, long? Lost)> BeginAsync(TailCursor? after, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            if (after is not { } asked)
            {
                var versions = await StreamTable.VersionsAsync(session, TailCursor.Streams, token);
                return (new TailCursor(versions.GetValueOrDefault(HubStreams.Config), versions.GetValueOrDefault(HubStreams.Limits)), (long?)null);
            }

            // History is trimmed; whoever comes from before its beginning is told, never left to believe that nothing was.
            var oldest = await EventTable.OldestAsync(session, HubStreams.Config, token);
            return (asked, oldest > asked.Config + 1 ? oldest : null);
        },
        cancellationToken);

    private async Task<TailCursor> WriteNewAsync(HttpResponse response, TailCursor cursor, CancellationToken cancellationToken)
    {
        foreach (var stream in TailCursor.Streams)
        {
            IReadOnlyList<EventRow> rows;
            do
            {
                var from = cursor[stream];
                rows = await database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, stream, from, Batch, token), cancellationToken);
                foreach (var row in rows)
                {
                    cursor = cursor.With(stream, row.Version);
                    var view = new HubEventView(row.Version, row.Id, row.Type, row.Action, row.EntityId, row.OriginatedAt, JsonElement.Parse(row.Data));
                    await WriteAsync(response, $"id: {cursor}\nevent: {row.Type}\ndata: {JsonSerializer.Serialize(view, EventJson.Default.HubEventView)}\n\n", cancellationToken);
                }
            }
            while (rows.Count == Batch);
        }

        return cursor;
    }

    private static async Task WriteAsync(HttpResponse response, string frame, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(frame), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
