using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator.Streaming;

/// <summary>Plays a script to one client: cadence, gate, spelling and faults.</summary>
internal sealed class StreamPlayer(HttpContext context, SimulatedBehavior behavior, IEventSpelling spelling, TimeProvider clock)
{
    private readonly WireForm _form = behavior.Wire;
    private readonly Fault _fault = behavior.Fault;

    public ReceivedRequest? Entry { get; init; }

    public StreamGate? Gate { get; init; }

    /// <summary>What the error event of this dialect looks like.</summary>
    public required Func<ScriptedEvent> ErrorEvent { get; init; }

    public async Task<RequestOutcome> PlayAsync(StreamScript script)
    {
        using var pass = Gate?.Enter();
        if (pass is not null && Gate!.HoldsHeaders)
        {
            await pass.WaitAsync(context.RequestAborted);
        }

        var body = new AnswerBody(context, behavior, Entry, clock);
        await body.StartAsync(spelling.ContentType, length: null);
        await body.WriteAsync(spelling.Preamble(_form));
        var faultAt = _fault.IsNone || _fault.AfterBytes is not null ? -1 : Math.Min(_fault.AfterEvents ?? 1, script.Events.Count);
        for (var index = 0; index <= script.Events.Count; index++)
        {
            if (index == faultAt || body.AtFault)
            {
                if (await FailAsync(body) is { } outcome)
                {
                    return outcome;
                }
            }

            if (index == script.Events.Count)
            {
                break;
            }

            if (index > 0 && behavior.Cadence > TimeSpan.Zero)
            {
                await Task.Delay(behavior.Cadence, clock, context.RequestAborted);
            }

            await SendAsync(body, script.Events[index], index, pass);
        }

        await body.FinishAsync();
        return RequestOutcome.Completed;
    }

    private async Task SendAsync(AnswerBody body, ScriptedEvent item, int index, StreamGate.Pass? pass)
    {
        if (pass is not null)
        {
            await pass.WaitAsync(context.RequestAborted);
        }

        if (_form.CommentEvery > 0 && index % _form.CommentEvery == 0)
        {
            await body.WriteAsync(spelling.Comment(_form));
        }

        await body.WriteAsync(spelling.Spell(_form.Stamp && item.IsJson ? Stamped(item) : item, _form));
        Entry?.SentEvent();
        pass?.MarkSent();
    }

    /// <summary>Does what the fault says. Null means that the stream goes on.</summary>
    private async Task<RequestOutcome?> FailAsync(AnswerBody body)
    {
        switch (_fault.Kind)
        {
            case FaultKind.Cut:
                body.Cut();
                return RequestOutcome.Broken;
            case FaultKind.Reset:
                context.Abort();
                return RequestOutcome.Broken;
            case FaultKind.End:
                return RequestOutcome.Broken;
            case FaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
                return RequestOutcome.Broken;
            case FaultKind.Error or FaultKind.Failed:
                await body.WriteAsync(spelling.Spell(ErrorEvent(), _form));
                return RequestOutcome.Broken;
            case FaultKind.Malformed:
                await body.WriteAsync(spelling.Spell(new ScriptedEvent(null, "{\"broken\": tru"u8.ToArray()), _form));
                return null;
            case FaultKind.Huge:
                await body.WriteAsync(spelling.Spell(Foreign(_fault.Size), _form));
                return null;
            case FaultKind.Unknown:
                await body.WriteAsync(spelling.Spell(Foreign(0), _form));
                return null;
            default:
                return null;
        }
    }

    private static ScriptedEvent Foreign(int padding) => ScriptedEvent.Of("sim.unknown", json =>
    {
        json.WriteString("type", "sim.unknown");
        json.WriteString("padding", new string('x', padding));
    });

    private static ScriptedEvent Stamped(ScriptedEvent item)
    {
        var nanoseconds = (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        return item with { Data = [.. item.Data.AsSpan(0, item.Data.Length - 1), .. Encoding.ASCII.GetBytes($",\"sim_sent_ns\":{nanoseconds}}}")] };
    }
}
