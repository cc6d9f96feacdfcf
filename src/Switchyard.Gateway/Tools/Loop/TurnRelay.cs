using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Streaming;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>Reads one turn of a loop to its end and sends the client what it is to have of it: events as they come, documents at the end of all turns.</summary>
internal sealed class TurnRelay(ClientFlush client, BlockingRelay documents, MonotonicClock clock, GatewayInstruments instruments)
{
    private const int Read = 16 * 1024;

    /// <summary>Relays a stream. Null when the loop goes on, or the end of the answer was held back.</summary>
    public async ValueTask<RelayEnd?> StreamAsync(Exchange exchange, UpstreamAnswer answer, IResponseMeter meter, IToolTurn turn, ClientSide side)
    {
        var stream = exchange.Stream!;
        using var scanner = new SseScanner(exchange.Snapshot.Source.Server.MaxEventBytes);
        using var output = new PooledBuffer();
        var handedOver = true;
        try
        {
            while (!answer.Ended)
            {
                await FillAsync(exchange, answer, scanner);
                output.Clear();
                var failure = Take(exchange, answer, meter, turn, scanner, output);
                await stream.EnterAsync();
                var wrote = side.Write(output.Written.Span, stream.Writer);
                if (wrote)
                {
                    exchange.FirstByte = exchange.FirstByte == 0 ? clock.Now : exchange.FirstByte;
                    handedOver = await client.FlushAsync(exchange, stream.Writer) && handedOver;
                }

                if (!handedOver && !exchange.Call.DrainsWithoutClient)
                {
                    return RelayEnd.Cancelled;
                }

                if ((exchange.Modules?.Refused ?? failure) is { } broken)
                {
                    return await StreamRelay.BreakAsync(exchange, stream.Writer, side.Meter, broken);
                }

                if (!answer.Ended)
                {
                    stream.Leave(clock.Now);
                }
            }

            if (!meter.IsComplete)
            {
                answer.Attempt!.Failed(clock.Now, instruments);
                return await StreamRelay.BreakAsync(exchange, stream.Writer, side.Meter, Failure.UpstreamBroke);
            }

            if (turn.End is TurnEnd.Open or TurnEnd.Final && turn.Ending.IsEmpty)
            {
                // The place of the writer is kept: no heartbeat follows an end.
                return handedOver ? RelayEnd.Completed : RelayEnd.Cancelled;
            }

            stream.Leave(clock.Now);
            return handedOver ? null : RelayEnd.Cancelled;
        }
        catch (Exception error) when (IsOfTheWire(error))
        {
            exchange.Call.WaitEnded();
            await stream.EnterOnceAsync();
            if (side.Meter.IsComplete && handedOver && exchange.Call.Reason is EndReason.ClientGone or EndReason.None)
            {
                // The client has all it wanted: many leave at the last event.
                return RelayEnd.Completed;
            }

            return await BrokenAsync(exchange, answer.Attempt!, side);
        }
    }

    /// <summary>Reads a document whole. Null when the loop goes on; what is to be sent in the end is <paramref name="turn"/>'s.</summary>
    public async ValueTask<RelayEnd?> DocumentAsync(Exchange exchange, UpstreamAnswer answer, IResponseMeter meter, IToolTurn turn)
    {
        var most = exchange.Snapshot.Source.Server.MaxEventBytes;
        var idle = answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks;
        try
        {
            while (!answer.Ended)
            {
                if (answer.First.Length > most)
                {
                    return new RelayEnd(InterceptionStatus.Failed, Failure.EventTooLarge);
                }

                exchange.Call.WaitUntil(clock.Now + idle, EndReason.UpstreamSilent);
                var read = await answer.Body!.ReadAsync(answer.First.GetMemory(Read), exchange.Call.Token);
                exchange.Call.WaitEnded();
                answer.First.Advance(read);
                answer.Ended = read == 0;
            }
        }
        catch (Exception error) when (IsOfTheWire(error))
        {
            exchange.Call.WaitEnded();
            return Stopped(exchange) ?? Broken(exchange, answer.Attempt!);
        }

        meter.OnBody(answer.First.Written.Span);

        // Of its own: the buffer goes back to the pool with the answer.
        turn.OnDocument(answer.First.Written.ToArray());
        return null;
    }

    /// <summary>Sends the document of all turns.</summary>
    public ValueTask<RelayEnd> SendAsync(Exchange exchange, ReadOnlyMemory<byte> document) => documents.SendAsync(exchange, document);

    /// <summary>Sends the end of a stream that was held back.</summary>
    public async ValueTask<RelayEnd> EndAsync(Exchange exchange, IToolTurn turn, ClientSide side)
    {
        var stream = exchange.Stream!;
        await stream.EnterAsync();
        try
        {
            side.Write(turn.Ending.Span, stream.Writer);
            return await client.FlushAsync(exchange, stream.Writer) ? RelayEnd.Completed : RelayEnd.Cancelled;
        }
        catch (Exception error) when (IsOfTheWire(error))
        {
            exchange.Call.WaitEnded();
            return RelayEnd.Cancelled with { Abort = true };
        }
    }

    /// <summary>Tells the client of a failure in the dialect: by an event where a stream has begun.</summary>
    public static async ValueTask<RelayEnd> FailAsync(Exchange exchange, Failure failure, ClientSide? side)
    {
        if (Stopped(exchange) is { } stopped)
        {
            return stopped;
        }

        if (exchange.Stream is not { } stream || side is null)
        {
            return new RelayEnd(InterceptionStatus.Failed, EndReasons.FailureOf(exchange.Call.Reason) ?? failure);
        }

        await stream.EnterOnceAsync();
        return await StreamRelay.BreakAsync(exchange, stream.Writer, side.Meter, EndReasons.FailureOf(exchange.Call.Reason) ?? failure);
    }

    // Null when there is still somebody to tell.
    private static RelayEnd? Stopped(Exchange exchange) =>
        exchange.Call.Reason is EndReason.ClientGone or EndReason.ClientStalled ? new RelayEnd(InterceptionStatus.Cancelled, null, Abort: true) : null;

    private static bool IsOfTheWire(Exception error) => error is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException;

    private async ValueTask FillAsync(Exchange exchange, UpstreamAnswer answer, SseScanner scanner)
    {
        var memory = scanner.GetMemory();
        int read;
        var first = answer.First.Written;
        if (first.IsEmpty)
        {
            exchange.Call.WaitUntil(clock.Now + answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks, EndReason.UpstreamSilent);
            read = await answer.Body!.ReadAsync(memory, exchange.Call.Token);
            exchange.Call.WaitEnded();
            answer.Ended = read == 0;
        }
        else
        {
            read = Math.Min(first.Length, memory.Length);
            first[..read].CopyTo(memory);
            var rest = first[read..].ToArray();
            answer.First.Clear();
            answer.First.Append(rest);
        }

        scanner.Advance(read);
    }

    private static Failure? Take(Exchange exchange, UpstreamAnswer answer, IResponseMeter meter, IToolTurn turn, SseScanner scanner, PooledBuffer output)
    {
        while (scanner.TryRead(out var frame))
        {
            Pass(frame, meter, turn, output);
        }

        // An event without its blank line is a torso, unless it is the very end that was missing.
        if (answer.Ended && !meter.IsComplete && scanner.TryReadLast(out var last))
        {
            Pass(last, meter, turn, output);
            output.Append("\n\n"u8);
            if (!meter.IsComplete)
            {
                output.Clear();
            }
        }

        return scanner.IsOverflown || turn.HeldBytes > exchange.Snapshot.Source.Server.MaxBodyBytes ? Failure.EventTooLarge : null;
    }

    private static void Pass(in SseFrame frame, IResponseMeter meter, IToolTurn turn, PooledBuffer output)
    {
        if (frame.IsEvent)
        {
            turn.OnEvent(frame, meter.OnEvent(frame.Name, frame.Data), output);
        }
        else
        {
            output.Append(frame.Raw);
        }
    }

    private async ValueTask<RelayEnd> BrokenAsync(Exchange exchange, Attempt attempt, ClientSide side)
    {
        if (Stopped(exchange) is { } stopped)
        {
            return stopped;
        }

        if (exchange.Call.Reason is EndReason.None or EndReason.UpstreamSilent)
        {
            attempt.Failed(clock.Now, instruments);
        }

        return await StreamRelay.BreakAsync(exchange, exchange.Stream!.Writer, side.Meter, EndReasons.FailureOf(exchange.Call.Reason) ?? Failure.UpstreamBroke);
    }

    private RelayEnd Broken(Exchange exchange, Attempt attempt)
    {
        if (exchange.Call.Reason is EndReason.None or EndReason.UpstreamSilent)
        {
            attempt.Failed(clock.Now, instruments);
        }

        return new RelayEnd(InterceptionStatus.Failed, EndReasons.FailureOf(exchange.Call.Reason) ?? Failure.UpstreamBroke);
    }
}
