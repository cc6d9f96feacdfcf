using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Agents.Bindings;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Model.Bundles;
using Switchyard.Model.Chats;

namespace Switchyard.Agents.Turns;

/// <summary>Runs the calls of one answer, several at once, and stores the result of each as it comes, at its own place. Each call has an answer when this returns, whatever became of it.</summary>
internal sealed class TurnCalls(TurnParts parts, LiveChat chat, IModelVisit visit, TurnBounds bounds, long turn, TurnLog log, TurnWriter writer)
{
    /// <summary>Runs them, and returns the answers in the order of the calls.</summary>
    /// <exception cref="OperationCanceledException">The turn ends; every call was told.</exception>
    [SuppressMessage("Reliability", "CA2025", Justification = "All calls have ended when the method goes on, and with it who disposes.")]
    public async Task<IReadOnlyList<ToolMessage>> RunAsync(IReadOnlyList<ModelToolCall> calls, ToolOffer offer, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(bounds.Settings.OneCallPerTurn ? 1 : bounds.Settings.ParallelCalls);
        using var late = new CancellationTokenSource(bounds.Left > TimeSpan.Zero ? bounds.Left : TimeSpan.FromMilliseconds(1), parts.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var places = calls.Select(_ => writer.Place()).ToArray();
        var running = calls.Select((call, i) => OneAsync(call, places[i], offer, gate, ending.Token, cancellationToken)).ToArray();
        return await Task.WhenAll(running);
    }

    private async Task<ToolMessage> OneAsync(
        ModelToolCall call, (Guid Id, int Position) place, ToolOffer offer, SemaphoreSlim gate, CancellationToken ending, CancellationToken stopped)
    {
        var arguments = Encoding.UTF8.GetBytes(call.Arguments);
        var (text, isError) = await AnswerAsync(call, arguments, offer, gate, ending);

        // A turn that was stopped keeps what its calls came to: they did run.
        await writer.WriteAsync(place, ChatRoles.Tool, new MessageContent { Text = text, CallId = call.Id, IsError = isError }, isWhole: true);
        log.Add(TurnKinds.ToolFinished, new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["isError"] = isError, ["result"] = text });
        stopped.ThrowIfCancellationRequested();
        return new ToolMessage(call.Id, text, isError);
    }

    private async Task<(string Text, bool IsError)> AnswerAsync(ModelToolCall call, byte[] arguments, ToolOffer offer, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        if (offer.Tools.FirstOrDefault(tool => tool.ModelName == call.Name) is not { } tool)
        {
            return ("There is no such tool.", true);
        }

        if (visit.FaultOf(tool, arguments) is { } fault)
        {
            return (fault, true);
        }

        if (!bounds.TryCall())
        {
            return ("The tool was not run: the limit of calls of this turn was reached. Answer with what is known.", true);
        }

        try
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                log.Add(TurnKinds.ToolStarted, new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments });
                return visit.Read(await parts.Tools.CallAsync(chat, tool, arguments, Meta(), cancellationToken).WaitAsync(cancellationToken));
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return ("The tool was given up: the time of this turn is over, or it was cancelled.", true);
        }
        catch (Exception error) when (error is not TurnLostException)
        {
            // Expected failures are results; what is thrown is a fault of ours, and one tool's fault must not end the turn.
            parts.LogFault(chat.Id, turn, error);
            return ("The tool could not be called.", true);
        }
    }

    // What a server may know of the call: which chat it is of, and nothing of its user.
    private byte[] Meta() => Encoding.UTF8.GetBytes(new JsonObject { ["switchyard/chatId"] = chat.Id.ToString("D") }.ToJsonString());
}
