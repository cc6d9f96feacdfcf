using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Agents.Streams;
using Switchyard.Agents.Turns;
using Switchyard.Configuration.Nodes;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Peers;

/// <summary>
/// Shows a turn to somebody who comes back, on whichever node. The events are in the memory of the node that works on it, which is asked for them; while that one does not answer the turn's row is looked at, until
/// it says what became of the turn. Whoever watches gets each event once, and always an end.
/// </summary>
internal sealed class TurnWatch(TurnHost host, TurnStream stream, TurnPeers peers, NodeIdentity node, Database database, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Writes what followed <paramref name="lastEventId"/> in the newest turn of the chat, to its end. A watcher who had some of its events is told how it ended also when nobody has them any more; else that is false, and
    /// nothing is written.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="chat">The chat as it was just read.</param>
    /// <param name="lastEventId">Last event that the watcher has, or null.</param>
    /// <param name="heartbeat">Longest silence.</param>
    public async Task<bool> TryWriteAsync(HttpContext context, ChatRow chat, string? lastEventId, TimeSpan heartbeat)
    {
        var (turn, gone) = (chat.TurnNumber, context.RequestAborted);
        var seen = TurnStream.SeenOf(lastEventId, turn);
        var (isWatched, written) = (seen > 0, time.GetTimestamp());
        try
        {
            for (ChatRow? row = chat; ; row = await ReadAsync(chat.Id, gone))
            {
                if (host.Find(chat.Id) is { } run && run.Turn == turn)
                {
                    await stream.WriteAsync(context, run, seen, heartbeat);
                    return true;
                }

                var isOver = row is null || row.TurnNumber != turn || row.TurnState != TurnStates.NameOf(TurnState.Running);
                if (row?.TurnNode is { } other && other != node.Id && row.TurnNumber == turn)
                {
                    (seen, var isEnd) = await CopyAsync(context, other, chat.Id, turn, seen, heartbeat);
                    if (isEnd)
                    {
                        return true;
                    }
                }

                // The row was read before that node was asked: a turn that was over then, and is not there, is nowhere.
                isWatched |= !isOver || context.Response.HasStarted;
                if (isOver)
                {
                    if (isWatched)
                    {
                        await TurnStream.BeginAsync(context);
                        await context.Response.WriteAsync(End(row?.TurnNumber == turn ? row : null), gone);
                    }

                    return isWatched;
                }

                await TurnStream.BeginAsync(context);
                if (time.GetElapsedTime(written) >= heartbeat)
                {
                    await context.Response.WriteAsync(TurnStream.Heartbeat, gone);
                    await context.Response.Body.FlushAsync(gone);
                    written = time.GetTimestamp();
                }

                await Task.Delay(Pause, time, gone);
            }
        }
        catch (Exception error) when (gone.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The watcher has gone.
            return true;
        }
    }

    // Null when the chat is gone. A database that is away says nothing about the turn, and is asked again.
    private async Task<ChatRow?> ReadAsync(Guid chatId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await database.ReadAsync((session, token) => ChatTable.FindAsync(session, chatId, token), cancellationToken);
            }
            catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // The number of the last event that the watcher has then, and whether it was the end.
    private async Task<(int Seen, bool IsEnd)> CopyAsync(HttpContext context, Guid other, Guid chat, long turn, int seen, TimeSpan heartbeat)
    {
        // A node that stands still says nothing and closes nothing; one that works is never silent for longer than a heartbeat.
        using var silent = new CancellationTokenSource(heartbeat + Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, context.RequestAborted);
        try
        {
            using var answer = await peers.OpenAsync(other, chat, turn, seen, either.Token);
            if (answer is null)
            {
                return (seen, false);
            }

            await TurnStream.BeginAsync(context);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(either.Token));
            var frame = new TurnFrame();
            while (await reader.ReadLineAsync(either.Token) is { } line)
            {
                silent.CancelAfter(heartbeat + Grace);
                if (!frame.Take(line))
                {
                    continue;
                }

                // Not by the silence of the other node: what was begun to be written is written.
                await context.Response.WriteAsync(frame.Text, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                seen = Math.Max(seen, frame.Seq);
                if (frame.IsEnd)
                {
                    return (seen, true);
                }

                frame = new TurnFrame();
            }

            // It ended in order without an end: the watcher had that already.
            return (seen, true);
        }
        catch (Exception broken) when (!context.RequestAborted.IsCancellationRequested && broken is OperationCanceledException or IOException or HttpRequestException or DatabaseUnavailableException or DatabaseBusyException)
        {
            // It is asked again, or its turn is over.
        }

        return (seen, false);
    }

    // Without an id: it is none of the turn's events.
    private static string End(ChatRow? row) => row is null
        ? Error("turn_over", "The turn is over, and so is what is known of it.", "Read the messages.")
        : TurnStates.Parse(row.TurnState) switch
        {
            TurnState.Idle => Finished("completed"),
            TurnState.Cancelled => Finished("cancelled"),
            TurnState.Failed => Error("turn_failed", "The turn has failed; the node that knows why does not have it any more.", "Send the message again."),
            _ => Error("turn_interrupted", "The turn was interrupted: its node was lost, or lost it.", "Send the message again."),
        };

    private static string Finished(string outcome) => Frame(TurnKinds.Finished, new JsonObject { ["outcome"] = outcome, ["usage"] = null });

    private static string Error(string code, string message, string advice) => Frame(TurnKinds.Error, new JsonObject { ["code"] = code, ["message"] = message, ["advice"] = advice });

    private static string Frame(string kind, JsonObject data) => $"event: {kind}\ndata: {data.ToJsonString()}\n\n";
}
