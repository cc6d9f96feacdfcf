using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Gateway.Tools.Kept;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>
/// A request that was given tools, turn by turn: ask the upstream, keep the calls of injected tools back, run them, hand their results in, until a turn has none. Every turn goes the way of a request, with
/// limits, breaker and keys; what was run is never run again, whatever becomes of the turn after it. All that is decided about bytes is decided by the conversation, which knows no network.
/// </summary>
internal sealed class ToolLoop(AttemptLoop attempts, TurnRelay turns, AnswerRelay answers, CallRunner calls, LoopBudget budget, KeptTools kept, LoopParts parts)
{
    /// <summary>Runs the loop. <paramref name="first"/> is the call of the first turn; <paramref name="tally"/> takes what is to be recorded.</summary>
    public async ValueTask<RelayEnd> RunAsync(Exchange exchange, UpstreamCall first, ToolConversation conversation, LoopTally tally)
    {
        var bounds = new LoopBounds(conversation.Plan.Settings, parts.Clock.Now);
        using var span = parts.Instruments.StartLoop(conversation.Plan.Workspace);
        using var side = first.Facts!.Stream ? new ClientSide(first.Bridge!.StartMeter(first.Facts), exchange.Modules, exchange.Snapshot.Source.Server.MaxEventBytes) : null;
        try
        {
            return await RunAsync(exchange, first, conversation, tally, bounds, side);
        }
        finally
        {
            parts.Instruments.Looped(conversation.Turns);
            if (bounds.Reached is { } bound)
            {
                parts.Instruments.Limited(bound);
            }
        }
    }

    private async ValueTask<RelayEnd> RunAsync(Exchange exchange, UpstreamCall call, ToolConversation conversation, LoopTally tally, LoopBounds bounds, ClientSide? side)
    {
        var kind = TurnKind.First;
        while (true)
        {
            var turn = conversation.Begin(kind);
            if (await TurnAsync(exchange, call, conversation, turn, tally, side) is { } end)
            {
                return end;
            }

            exchange.Modules?.Answered();
            exchange.Call.EndDrain();
            var mayRun = bounds.MayGoOn(conversation.Turns, parts.Clock.Now);
            var results = await calls.RunAsync(exchange, conversation.Plan, turn.Calls, bounds, mayRun);
            tally.Ran(results.Select(static result => result.Run));
            CallAnswer[] answered = [.. results.Select(static result => result.Answer)];
            if (exchange.Call.Reason != EndReason.None)
            {
                return await TurnRelay.FailAsync(exchange, Failure.UpstreamBroke, side);
            }

            if (turn.End == TurnEnd.Mixed)
            {
                return await HandOverAsync(exchange, conversation, turn, answered, side);
            }

            conversation.Answer(turn, answered);
            (call, kind, var refusal) = await NextAsync(exchange, call, conversation, bounds, side is not null);
            if (refusal is not null)
            {
                return await TurnRelay.FailAsync(exchange, refusal, side);
            }
        }
    }

    // Null when the loop goes on.
    private async ValueTask<RelayEnd?> TurnAsync(Exchange exchange, UpstreamCall call, ToolConversation conversation, IToolTurn turn, LoopTally tally, ClientSide? side)
    {
        var begun = parts.Clock.Now;
        var end = new RelayEnd(InterceptionStatus.Failed, Failure.Internal);
        UpstreamAnswer? answer = null;
        IResponseMeter? meter = null;
        using var span = parts.Instruments.StartTurn(conversation.Turns);
        try
        {
            answer = await attempts.RunAsync(exchange, call);
            meter = call.Bridge!.StartMeter(call.Facts!, answer.Attempt?.Provider.Config.Type ?? default);
            var given = await RelayAsync(exchange, call, conversation, turn, answer, meter, side);
            end = given ?? RelayEnd.Completed;
            return given;
        }
        finally
        {
            // Whatever the way out: key and breaker are given back, and what was used is counted, once for each turn.
            answers.EndAttempt(answer, end);
            tally.Add(answer?.Attempt, call.Facts!.Model, meter, TimeSpan.FromTicks(parts.Clock.Now - begun));
            budget.Settle(exchange, answer?.Attempt, call.Facts.Model, meter?.Usage ?? default);
            answer?.Dispose();
        }
    }

    private async ValueTask<RelayEnd?> RelayAsync(
        Exchange exchange, UpstreamCall call, ToolConversation conversation, IToolTurn turn, UpstreamAnswer answer, IResponseMeter meter, ClientSide? side)
    {
        var isGood = answer.Response is { } response && (int)response.StatusCode is >= 200 and < 300;
        if (!isGood)
        {
            return call.Continues
                ? await TurnRelay.FailAsync(exchange, answer.Failure ?? Failure.TurnRefused((int)answer.Response!.StatusCode), side)
                : await answers.RelayAsync(exchange, answer, meter);
        }

        if (exchange.Stream is not null && side is not null)
        {
            if (!AnswerHeaders.IsStream(answer.Response!))
            {
                return await TurnRelay.FailAsync(exchange, Failure.UpstreamBroke, side);
            }

            var end = await turns.StreamAsync(exchange, answer, meter, turn, side);
            if (end is null && turn.End == TurnEnd.Final)
            {
                await RememberAsync(exchange, conversation, turn);
                return await turns.EndAsync(exchange, turn, side);
            }

            return end;
        }

        if (await turns.DocumentAsync(exchange, answer, meter, turn) is { } broken)
        {
            return broken;
        }

        if (turn.End is TurnEnd.Calls or TurnEnd.Mixed)
        {
            return null;
        }

        await RememberAsync(exchange, conversation, turn);

        // One turn without a call of ours, or something that nobody can read: the client gets the upstream's bytes.
        var isPlain = conversation.IsFirst && turn.Calls.Count == 0;
        return await turns.SendAsync(exchange, isPlain || !turn.IsReadable ? answer.First.Written : conversation.Document(turn));
    }

    private async ValueTask<(UpstreamCall Call, TurnKind Kind, Failure? Refusal)> NextAsync(
        Exchange exchange, UpstreamCall call, ToolConversation conversation, LoopBounds bounds, bool isStream)
    {
        if (conversation.SaidBytes > exchange.Snapshot.Source.Server.MaxBodyBytes)
        {
            return (call, TurnKind.Next, Failure.ToolsTooLarge);
        }

        if (exchange.Stream is null)
        {
            // What the headers of the turn before said is not of the answer that the client gets.
            exchange.Context.Response.Headers.Clear();
        }

        var kind = bounds.Reached is null ? TurnKind.Next : TurnKind.Closing;
        var next = With(call, conversation.Body(kind), exchange, isStream);
        if (await budget.TakeAsync(exchange, next.Costs, bounds) is { } refusal)
        {
            return (call, kind, refusal);
        }

        if (kind == TurnKind.Next && bounds.Reached is not null)
        {
            kind = TurnKind.Closing;
            next = With(call, conversation.Body(kind), exchange, isStream);
        }

        return (next, kind, null);
    }

    // The client's part of the body was checked when it came; what the model added is taken as it is.
    private static UpstreamCall With(UpstreamCall call, byte[] body, Exchange exchange, bool isStream)
    {
        if (!call.Bridge!.TryInspect(body, int.MaxValue, out var facts, out var fault))
        {
            throw new InvalidOperationException("The body of a turn is broken: " + fault);
        }

        return call with
        {
            Body = body,
            Facts = facts,
            Costs = TargetCosts.Of(exchange, facts, call.Targets, body.Length),
            Preparer = isStream && exchange.Stream is not null ? null : call.Preparer,
            Continues = isStream && exchange.Stream is not null,
        };
    }

    // The client has calls to answer, too: ours are done and kept until it comes back.
    private async ValueTask<RelayEnd> HandOverAsync(Exchange exchange, ToolConversation conversation, IToolTurn turn, IReadOnlyList<CallAnswer> answered, ClientSide? side)
    {
        await kept.KeepAsync(exchange, conversation, turn, answered);
        return side is not null && exchange.Stream is not null ? await turns.EndAsync(exchange, turn, side) : await turns.SendAsync(exchange, conversation.Document(turn));
    }

    // Before the client has the end of the answer: it may come back at once, and to another node.
    private async ValueTask RememberAsync(Exchange exchange, ToolConversation conversation, IToolTurn last)
    {
        if (conversation.Plan.Request.Format == BridgeFormat.Responses && last.Id is { } id && conversation.Id is { } known && id != known)
        {
            await kept.RememberAsync(exchange, conversation.Plan.Settings, known, id);
        }
    }
}
