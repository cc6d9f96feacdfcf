using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Relay;

/// <summary>
/// Relays a stream of events as they come: whole events only, flushed once per read of the upstream, metered in passing. The end must be the one the format demands;
/// anything else is told by an error event and by cutting the connection, so that nobody takes a torso for an answer.
/// </summary>
internal sealed class StreamRelay(ClientFlush client, MonotonicClock clock, GatewayInstruments instruments)
{
    /// <summary>Relays.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RelayAsync(Exchange exchange, UpstreamAnswer answer, IResponseMeter meter)
    {
        var stream = exchange.Stream!;
        var idle = answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks;
        using var scanner = new SseScanner(exchange.Snapshot.Source.Server.MaxEventBytes);
        var first = answer.First.Written;
        var handedOver = true;
        try
        {
            while (!answer.Ended)
            {
                var memory = scanner.GetMemory();
                int read;
                if (first.IsEmpty)
                {
                    exchange.Call.WaitUntil(clock.Now + idle, EndReason.UpstreamSilent);
                    read = await answer.Body!.ReadAsync(memory, exchange.Call.Token);
                    exchange.Call.WaitEnded();
                    answer.Ended = read == 0;
                }
                else
                {
                    read = Math.Min(first.Length, memory.Length);
                    first[..read].CopyTo(memory);
                    first = first[read..];
                    if (first.IsEmpty)
                    {
                        answer.First.Dispose();
                    }
                }

                scanner.Advance(read);
                await stream.EnterAsync();
                var before = handedOver;
                handedOver = false;
                handedOver = await PassAsync(exchange, scanner, meter, stream.Writer, answer.Ended) && before;
                if (!handedOver && !exchange.Call.DrainsWithoutClient)
                {
                    return RelayEnd.Cancelled;
                }

                if (exchange.Modules?.Refused is { } refused)
                {
                    return await BreakAsync(exchange, stream.Writer, meter, refused);
                }

                if (scanner.IsOverflown)
                {
                    return await BreakAsync(exchange, stream.Writer, meter, Failure.EventTooLarge);
                }

                if (!answer.Ended)
                {
                    stream.Leave(clock.Now);
                }
            }

            // The turn is kept from the last event on: no heartbeat follows an end.
            return meter.IsComplete
                ? handedOver ? RelayEnd.Completed : RelayEnd.Cancelled
                : await FailAsync(exchange, answer.Attempt!, stream.Writer, meter, Failure.UpstreamBroke);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            exchange.Call.WaitEnded();
            await stream.EnterOnceAsync();
            if (meter.IsComplete && handedOver && exchange.Call.Reason is (EndReason.ClientGone or EndReason.None))
            {
                // Everything the format demands was relayed: it does not matter who closed first. Many clients leave at the last event, before the upstream has ended.
                return RelayEnd.Completed;
            }

            return await BrokenAsync(exchange, answer.Attempt!, stream.Writer, meter);
        }
    }

    private ValueTask<bool> PassAsync(Exchange exchange, SseScanner scanner, IResponseMeter meter, PipeWriter writer, bool ended)
    {
        var wrote = false;
        var modules = exchange.Modules is { SeesEvents: true } run ? run : null;
        while (modules?.Refused is null && scanner.TryRead(out var frame))
        {
            wrote |= Pass(frame, meter, modules, writer);
        }

        if (ended && modules?.Refused is null && !meter.IsComplete && scanner.TryReadLast(out var last))
        {
            wrote |= PassLast(last, meter, modules, writer);
        }

        if (!wrote)
        {
            return new ValueTask<bool>(true);
        }

        if (exchange.FirstByte == 0)
        {
            exchange.FirstByte = clock.Now;
        }

        return client.FlushAsync(exchange, writer);
    }

    private static bool Pass(SseFrame frame, IResponseMeter meter, ModuleRun? modules, PipeWriter writer)
    {
        if (frame.IsEvent && (!meter.OnEvent(frame.Name, frame.Data) || modules?.Event(frame.Name, frame.Data) == false))
        {
            return false;
        }

        frame.Raw.CopyTo(writer.GetSpan(frame.Raw.Length));
        writer.Advance(frame.Raw.Length);
        return true;
    }

    // An event without its blank line is a torso, and what was written behind it would be read as its rest. Only if it is the very end that was missing is it relayed, made whole.
    private static bool PassLast(SseFrame frame, IResponseMeter meter, ModuleRun? modules, PipeWriter writer)
    {
        if (!meter.OnEvent(frame.Name, frame.Data) || !meter.IsComplete || modules?.Event(frame.Name, frame.Data) == false)
        {
            return false;
        }

        writer.Write(frame.Raw);
        writer.Write("\n\n"u8);
        return true;
    }

    private async ValueTask<RelayEnd> BrokenAsync(Exchange exchange, Attempt attempt, PipeWriter writer, IResponseMeter meter)
    {
        var reason = exchange.Call.Reason;
        if (reason is EndReason.ClientGone or EndReason.ClientStalled)
        {
            return new RelayEnd(InterceptionStatus.Cancelled, null, Abort: true);
        }

        var failure = EndReasons.FailureOf(reason) ?? Failure.UpstreamBroke;
        return reason is EndReason.None or EndReason.UpstreamSilent
            ? await FailAsync(exchange, attempt, writer, meter, failure)
            : await BreakAsync(exchange, writer, meter, failure);
    }

    private ValueTask<RelayEnd> FailAsync(Exchange exchange, Attempt attempt, PipeWriter writer, IResponseMeter meter, Failure failure)
    {
        attempt.Failed(clock.Now, instruments);
        return BreakAsync(exchange, writer, meter, failure);
    }

    /// <summary>Tells the client of a failure within the stream, unless the upstream has told it already.</summary>
    public static async ValueTask<RelayEnd> BreakAsync(Exchange exchange, PipeWriter writer, IResponseMeter meter, Failure failure)
    {
        exchange.ErrorCode = failure.Code;
        try
        {
            if (!meter.SawError)
            {
                exchange.Dialect.WriteStreamError(FailureTeller.ErrorOf(exchange, failure), meter, writer);
            }

            await writer.FlushAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has gone as well.
        }

        return new RelayEnd(InterceptionStatus.Failed, failure, Abort: true);
    }
}
