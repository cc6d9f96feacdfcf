using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Journal;
using Switchyard.Simulator.Rules;

namespace Switchyard.Simulator.Streaming;

/// <summary>Sends one JSON document: the blocking form of an answer.</summary>
internal sealed class BlockingAnswer(HttpContext context, SimulatedBehavior behavior, TimeProvider clock)
{
    public ReceivedRequest? Entry { get; init; }

    public StreamGate? Gate { get; init; }

    public async Task<RequestOutcome> SendAsync(byte[] json)
    {
        using var pass = Gate?.Enter();
        if (pass is not null)
        {
            await pass.WaitAsync(context.RequestAborted);
        }

        var fault = behavior.Fault;
        json = fault.Kind switch
        {
            FaultKind.Malformed or FaultKind.End => json[..(fault.AfterBytes is { } bytes ? Math.Min(bytes, json.Length) : json.Length / 2)],
            FaultKind.Unknown => Padded(json, 0),
            FaultKind.Huge => Padded(json, fault.Size),
            _ => json,
        };
        var body = new AnswerBody(context, fault.AfterBytes is null ? WithDefaultPlace(json) : behavior, Entry, clock);
        await body.StartAsync("application/json", json.Length);
        await body.WriteAsync(json);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                body.Cut();
                return RequestOutcome.Broken;
            case FaultKind.Reset:
                context.Abort();
                return RequestOutcome.Broken;
            case FaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
                return RequestOutcome.Broken;
            default:
                pass?.MarkSent();
                return RequestOutcome.Completed;
        }
    }

    private SimulatedBehavior WithDefaultPlace(byte[] json) => behavior.Fault.Kind is FaultKind.Cut or FaultKind.Reset or FaultKind.Stall
        ? behavior with { Fault = behavior.Fault with { AfterBytes = json.Length / 2 } }
        : behavior;

    private static byte[] Padded(byte[] json, int size) =>
        [.. json.AsSpan(0, json.Length - 1), .. ",\"sim_unknown\":\""u8, .. Enumerable.Repeat((byte)'x', size), .. "\"}"u8];
}
