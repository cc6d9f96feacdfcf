using System.Globalization;
using Microsoft.AspNetCore.Http;
using Switchyard.Agents.Turns;

namespace Switchyard.Agents.Streams;

/// <summary>
/// Writes a turn's events to somebody who watches (WHATWG HTML §9.2, server-sent events). The id of an event is <c>turn-number</c>; whoever comes back with the last one in <c>Last-Event-ID</c> gets what followed. A
/// watcher that goes, or takes nothing, changes nothing for the turn.
/// </summary>
internal sealed class TurnStream(TimeProvider time)
{
    /// <summary>A comment that says that the connection lives.</summary>
    public const string Heartbeat = ": heartbeat\n\n";

    /// <summary>Writes until the turn ends or the watcher goes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">The turn.</param>
    /// <param name="seen">Number of the last event that the watcher has, 0 for none.</param>
    /// <param name="heartbeat">Longest silence.</param>
    public async Task WriteAsync(HttpContext context, TurnRun run, int seen, TimeSpan heartbeat)
    {
        var gone = context.RequestAborted;
        var response = context.Response;
        try
        {
            await BeginAsync(context);
            while (true)
            {
                var (events, isEnd, more) = run.Log.Read(seen);
                foreach (var happened in events)
                {
                    await response.WriteAsync(Frame(run.Turn, happened), gone);
                    seen = happened.Seq;
                }

                await response.Body.FlushAsync(gone);
                if (isEnd)
                {
                    return;
                }

                await BeatAsync(response, more, heartbeat, gone);
            }
        }
        catch (Exception error) when (gone.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The watcher has gone; the turn goes on.
        }
    }

    /// <summary>Begins the answer, if nobody has.</summary>
    public static Task BeginAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        return response.StartAsync(context.RequestAborted);
    }

    /// <summary>Reads a <c>Last-Event-ID</c>: the number of the event if it is one of <paramref name="turn"/>, else 0.</summary>
    public static int SeenOf(string? lastEventId, long turn)
    {
        var parts = (lastEventId ?? "").Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var of) && of == turn
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : 0;
    }

    private static string Frame(long turn, TurnEvent happened) =>
        string.Create(CultureInfo.InvariantCulture, $"id: {turn}-{happened.Seq}\nevent: {happened.Kind}\ndata: {happened.Data}\n\n");

    private async Task BeatAsync(HttpResponse response, Task more, TimeSpan heartbeat, CancellationToken gone)
    {
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(gone);
            var beat = Task.Delay(heartbeat, time, waiting.Token);
            if (await Task.WhenAny(more, beat) == more)
            {
                await waiting.CancelAsync();
                return;
            }

            gone.ThrowIfCancellationRequested();
            await response.WriteAsync(Heartbeat, gone);
            await response.Body.FlushAsync(gone);
        }
    }
}
