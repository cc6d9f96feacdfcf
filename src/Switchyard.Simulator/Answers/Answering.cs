using System.Globalization;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Dialects;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Routing;
using Switchyard.Simulator.Rules;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Answers;

/// <summary>Turns a prepared request into bytes on the wire, with everything that shall go wrong on the way.</summary>
internal sealed class Answering(ulong latencySeed, TimeProvider clock)
{
    private const string HeaderPrefix = "x-sim-";

    public async Task<RequestOutcome> AnswerAsync(Exchange exchange, Route route, Prepared prepared, ActiveRule? rule)
    {
        if (prepared.Refusal is { } refusal)
        {
            return await RefuseAsync(exchange, route.Dialect, refusal);
        }

        var turn = prepared.Turn!;
        if (route.Dialect.Refuse(turn.Facts, exchange.Request.Headers, exchange.Request.Query) is { } refused)
        {
            return await RefuseAsync(exchange, route.Dialect, refused);
        }

        if (Behavior(exchange, turn.Behavior, rule, out var error) is not { } behavior)
        {
            return await RefuseAsync(exchange, route.Dialect, new Refusal(400, error!));
        }

        if (behavior != turn.Behavior)
        {
            turn = new Turn(turn.Facts, behavior);
            prepared = new Prepared(route, turn, null);
        }

        var gate = rule?.Rule.Gate;
        if (behavior.IsImmediate && gate is null)
        {
            return await SendAtOnceAsync(exchange, route, prepared);
        }

        if (!behavior.Latency.IsNone)
        {
            await Task.Delay(behavior.Latency.Sample(latencySeed, (ulong)exchange.Ordinal), clock, exchange.Context.RequestAborted);
        }

        if (await FailInsteadAsync(exchange, route.Dialect, behavior.Fault, turn.Facts.Stream) is { } failed)
        {
            return failed;
        }

        SetStatus(exchange, route.Dialect, 200);
        if (turn.Facts.Stream && prepared.Script is { } script)
        {
            var player = new StreamPlayer(exchange.Context, behavior, route.Dialect.Spelling, clock)
            {
                Entry = exchange.Entry,
                Gate = gate,
                ErrorEvent = () => route.Dialect.ErrorEvent(turn),
            };
            return await player.PlayAsync(script);
        }

        return await new BlockingAnswer(exchange.Context, behavior, clock) { Entry = exchange.Entry, Gate = gate }.SendAsync(prepared.Answer);
    }

    public static async Task<RequestOutcome> RefuseAsync(Exchange exchange, Dialect dialect, Refusal refusal)
    {
        SetStatus(exchange, dialect, refusal.StatusCode);
        await SendBytesAsync(exchange, "application/json", dialect.Error(refusal.StatusCode, refusal.Message));
        return RequestOutcome.Completed;
    }

    private static SimulatedBehavior? Behavior(Exchange exchange, SimulatedBehavior behavior, ActiveRule? rule, out string? error)
    {
        error = null;
        foreach (var (name, value) in exchange.Request.Headers)
        {
            if (name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            {
                if (Directives.TryApply(behavior, name[HeaderPrefix.Length..], value.ToString(), out error) is not { } changed)
                {
                    return null;
                }

                behavior = changed;
            }
        }

        if (rule is null)
        {
            return behavior;
        }

        if (exchange.Entry is { } entry)
        {
            entry.RuleId = rule.Id;
        }

        return rule.Rule.Apply(behavior);
    }

    private static async Task<RequestOutcome> SendAtOnceAsync(Exchange exchange, Route route, Prepared prepared)
    {
        SetStatus(exchange, route.Dialect, 200);
        if (prepared.Turn!.Facts.Stream && prepared.Script is { } script)
        {
            exchange.Response.Headers.CacheControl = "no-cache";
            await SendBytesAsync(exchange, route.Dialect.Spelling.ContentType, script.UsualBytes(route.Dialect.Spelling), withLength: false);
            for (var sent = 0; exchange.Entry is not null && sent < script.Events.Count; sent++)
            {
                exchange.Entry.SentEvent();
            }
        }
        else
        {
            await SendBytesAsync(exchange, "application/json", prepared.Answer);
        }

        return RequestOutcome.Completed;
    }

    /// <summary>Does what the fault says when it comes instead of an answer; null means that the answer begins.</summary>
    private async Task<RequestOutcome?> FailInsteadAsync(Exchange exchange, Dialect dialect, Fault fault, bool stream)
    {
        switch (fault.Kind)
        {
            case FaultKind.Reset when fault.AfterEvents is null && fault.AfterBytes is null:
                exchange.Context.Abort();
                return RequestOutcome.Broken;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, exchange.Context.RequestAborted);
                return RequestOutcome.Broken;
            case FaultKind.Redirect:
                exchange.Response.Headers.Location = fault.Location;
                return await RefuseAsync(exchange, dialect, new Refusal(fault.StatusCode, "Moved."));
            case FaultKind.Status:
                if (fault.RetryAfter?.ToHeader(clock) is { } header)
                {
                    exchange.Response.Headers[header.Name] = header.Value;
                }

                return await RefuseAsync(exchange, dialect, new Refusal(fault.StatusCode, $"Simulated fault {fault.StatusCode}."));
            case FaultKind.Error or FaultKind.Failed when !stream:
                return await RefuseAsync(exchange, dialect, new Refusal(500, "Simulated fault 500."));
            default:
                return null;
        }
    }

    private static void SetStatus(Exchange exchange, Dialect dialect, int statusCode)
    {
        exchange.Response.StatusCode = statusCode;
        dialect.SetHeaders(exchange.Response.Headers, "req_sim_" + exchange.Ordinal.ToString(CultureInfo.InvariantCulture), statusCode);
        if (exchange.Entry is { } entry)
        {
            entry.StatusCode = statusCode;
        }
    }

    private static async Task SendBytesAsync(Exchange exchange, string contentType, byte[] bytes, bool withLength = true)
    {
        exchange.Response.ContentType = contentType;
        if (withLength)
        {
            exchange.Response.ContentLength = bytes.Length;
        }

        await exchange.Response.Body.WriteAsync(bytes, exchange.Context.RequestAborted);
        exchange.Entry?.Sent(bytes.Length);
    }
}
