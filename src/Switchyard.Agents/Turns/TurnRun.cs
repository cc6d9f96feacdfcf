using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Asking.Events;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Hub.Chats;
using Switchyard.Model.Bundles;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;

namespace Switchyard.Agents.Turns;

/// <summary>
/// One turn of a chat: ask the model, run the calls it makes, hand their results in, until it makes none. It belongs to nobody who watches: a client that goes changes nothing. What is said is stored before the next
/// step, so that nothing is ever run twice, and a turn that ends in the middle leaves what it had.
/// </summary>
internal sealed class TurnRun : IDisposable
{
    private static readonly TimeSpan StoreTextEvery = TimeSpan.FromSeconds(1);

    private readonly TurnParts _parts;
    private readonly ChatRow _row;
    private readonly TurnFence _fence;
    private readonly TurnWriter _writer;
    private readonly Guid _accessKeyId;
    private readonly CancellationTokenSource _ending = new();
    private ModelUsage _usage;
    private int _stop;

    public TurnRun(TurnParts parts, LiveChat chat, ChatRow row, TurnFence fence, Guid accessKeyId, TurnWriter writer, long begunAt)
    {
        (_parts, Chat, _row, _fence, _accessKeyId, _writer, BegunAt) = (parts, chat, row, fence, accessKeyId, writer, begunAt);
    }

    /// <summary>The chat.</summary>
    public LiveChat Chat { get; }

    /// <summary>Number of the turn.</summary>
    public long Turn => _fence.Turn;

    /// <summary>The clock's timestamp before it was begun in the database: its lease is not older.</summary>
    public long BegunAt { get; }

    /// <summary>What happens in it.</summary>
    public TurnLog Log { get; } = new();

    /// <summary>Why it is to end.</summary>
    public TurnStop Stopped => (TurnStop)Volatile.Read(ref _stop);

    /// <summary>Has it end. The first reason stays.</summary>
    public void Stop(TurnStop reason)
    {
        if (Interlocked.CompareExchange(ref _stop, (int)reason, (int)TurnStop.None) == (int)TurnStop.None)
        {
            if (reason == TurnStop.Lost)
            {
                _writer.Abandon();
            }

            _ = _ending.CancelAsync();
        }
    }

    /// <summary>Runs it to its end, which is told by the last event. Never throws.</summary>
    public async Task RunAsync(IReadOnlyList<ChatMessage> history)
    {
        Log.Add(TurnKinds.Started, new JsonObject { ["chatId"] = Chat.Id.ToString("D"), ["turn"] = Turn });
        var (state, last) = await OutcomeAsync(history);
        var isStored = state is null || await EndedAsync(state.Value);
        if (!isStored || state is null)
        {
            (state, last) = (TurnState.Interrupted, Error("turn_interrupted", "The turn was interrupted: its node lost it.", "Send the message again."));
        }

        _parts.Instruments.TurnEnded(state == TurnState.Idle ? "completed" : TurnStates.NameOf(state.Value));
        Log.End(state == TurnState.Idle || state == TurnState.Cancelled ? TurnKinds.Finished : TurnKinds.Error, last);
    }

    /// <inheritdoc />
    public void Dispose() => _ending.Dispose();

    private static JsonObject Error(string code, string message, string advice) => new() { ["code"] = code, ["message"] = message, ["advice"] = advice };

    private async Task<bool> EndedAsync(TurnState state)
    {
        var isStored = await _writer.EndAsync(state);
        await _parts.Bindings.StoreLateAsync(Chat, CancellationToken.None);
        return isStored;
    }

    // The state is null when the turn is lost.
    private async Task<(TurnState? State, JsonObject Last)> OutcomeAsync(IReadOnlyList<ChatMessage> history)
    {
        try
        {
            await LoopAsync(TurnHistory.Read(history));
            return (TurnState.Idle, Finished("completed"));
        }
        catch (TurnLostException)
        {
            return (null, []);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            return Stopped switch
            {
                TurnStop.Cancelled => (TurnState.Cancelled, Finished("cancelled")),
                TurnStop.Stopping => (TurnState.Interrupted, Error("turn_interrupted", "The node ends; what was said so far is kept.", "Send the message again.")),
                _ => (null, []),
            };
        }
        catch (TurnFailedException failed)
        {
            return (TurnState.Failed, Error(failed.Code, failed.Message, failed.Advice));
        }
        catch (AgentException failed)
        {
            return (TurnState.Failed, Error(failed.Fault.Code, failed.Fault.Message, failed.Fault.Advice));
        }
        catch (Exception fault)
        {
            // A fault of ours ends this turn and no other, and says nothing of itself to the client.
            _parts.LogFault(Chat.Id, Turn, fault);
            return (TurnState.Failed, Error("internal_error", "The turn failed.", "Send the message again. The log of the node says what happened."));
        }
    }

    private JsonObject Finished(string outcome) => new()
    {
        ["outcome"] = outcome,
        ["usage"] = new JsonObject { ["inputTokens"] = _usage.InputTokens, ["outputTokens"] = _usage.OutputTokens },
    };

    private async Task LoopAsync(List<ModelMessage> messages)
    {
        var cancellationToken = _ending.Token;
        using var visit = _parts.Models.Begin(_accessKeyId);
        var bounds = new TurnBounds(visit.Configuration.Server.Tools, _parts.Time);
        for (var round = 1; ; round++)
        {
            var offer = await OfferAsync(bounds, cancellationToken);
            var isClosing = !bounds.MayGoOn(round);
            var request = new ModelRequest(_row.Model, messages) { Tools = offer, IsClosing = isClosing, Session = Chat.Id, Sequence = Sequence(round) };
            var answer = await AnswerAsync(visit, request, cancellationToken);
            messages.Add(answer);
            if (answer.Calls.Count == 0 || isClosing)
            {
                return;
            }

            messages.AddRange(await new TurnCalls(_parts, Chat, visit, bounds, Turn, Log, _writer).RunAsync(answer.Calls, offer, cancellationToken));
        }
    }

    // Turns of a chat are one session of requests.
    private int Sequence(int round) => (int)Math.Min(int.MaxValue, ((Turn - 1) * 1_000) + round - 1);

    private async Task<ToolOffer> OfferAsync(TurnBounds bounds, CancellationToken cancellationToken)
    {
        var now = _parts.Access.Configuration;
        var key = now.AccessKeys.FirstOrDefault(key => key.Id == _accessKeyId);
        return key?.Tools is { Count: 0 } || bounds.Settings.Skips(_row.Model[(_row.Model.IndexOf('/', StringComparison.Ordinal) + 1)..])
            ? ToolOffer.Empty
            : bounds.Cut(await _parts.Tools.OfferAsync(Chat, now, Progress, cancellationToken), key?.Tools);
    }

    private void Progress(string message) => Log.Add(TurnKinds.Progress, new JsonObject { ["message"] = message });

    private async Task<AssistantMessage> AnswerAsync(IModelVisit visit, ModelRequest request, CancellationToken cancellationToken)
    {
        var place = _writer.Place();
        var text = new StringBuilder();
        var stored = _parts.Time.GetTimestamp();
        try
        {
            await foreach (var happened in visit.AskAsync(request, cancellationToken))
            {
                switch (happened)
                {
                    case ModelText more:
                        text.Append(more.Text);
                        Log.Add(TurnKinds.Text, new JsonObject { ["text"] = more.Text });
                        if (_parts.Time.GetElapsedTime(stored) >= StoreTextEvery)
                        {
                            await _writer.WriteAsync(place, ChatRoles.Assistant, new MessageContent { Text = text.ToString() }, isWhole: false);
                            stored = _parts.Time.GetTimestamp();
                        }

                        break;
                    case ModelEnded ended:
                        _usage = _usage.Plus(ended.Usage);
                        return await WholeAsync(place, text.ToString(), request.IsClosing ? [] : ended.Calls);
                    case ModelFailed failed:
                        throw new TurnFailedException(failed.Code, failed.Message, AdviceOf(failed));
                }
            }

            throw new InvalidOperationException("An answer of a model had no end.");
        }
        catch (Exception broken) when (broken is OperationCanceledException or TurnFailedException && text.Length > 0 && Stopped != TurnStop.Lost)
        {
            // What was said is worth keeping, marked as what it is.
            await _writer.WriteAsync(place, ChatRoles.Assistant, new MessageContent { Text = text.ToString() }, isWhole: false);
            throw;
        }
    }

    private static string AdviceOf(ModelFailed failed) =>
        failed.RetryAfter is { } wait ? $"Try again in {Math.Ceiling(wait.TotalSeconds)} s." : "Look at the chat's model and at what your access key may use, or send the message again.";

    private async Task<AssistantMessage> WholeAsync((Guid Id, int Position) place, string text, IReadOnlyList<ModelToolCall> calls)
    {
        var content = new MessageContent { Text = text, Calls = calls.Count == 0 ? null : [.. calls.Select(static call => new MessageCall(call.Id, call.Name, call.Arguments))] };
        await _writer.WriteAsync(place, ChatRoles.Assistant, content, isWhole: true);
        Log.Add(TurnKinds.MessageFinished, new JsonObject { ["messageId"] = place.Id.ToString("D"), ["role"] = ChatRoles.Assistant });
        return new AssistantMessage(text, calls);
    }
}
