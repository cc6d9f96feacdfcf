using System.Runtime.CompilerServices;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Relay;

/// <summary>
/// Relays an answer that is one document. A small one is collected whole first, so that an upstream that breaks off can still be told of by a status; a large one passes
/// as it comes. The meter sees it whole as long as it is of a sane size.
/// </summary>
internal sealed class BlockingRelay(ClientFlush client, MonotonicClock clock, GatewayInstruments instruments)
{
    private const int HeldBack = 64 * 1024;
    private const int Read = 16 * 1024;

    /// <summary>Relays.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="meter">Who counts, or null.</param>
    /// <param name="prepared">Whether status and headers are set already, and the answer is collected before it is sent; otherwise it passes as it comes.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RelayAsync(Exchange exchange, UpstreamAnswer answer, IResponseMeter? meter, bool prepared)
    {
        if (!prepared)
        {
            AnswerHeaders.Copy(exchange, answer.Response!);
        }

        var response = exchange.Context.Response;
        var writer = response.BodyWriter;
        var body = answer.First;
        var heldBack = prepared ? HeldBack : 0;
        var (wanted, mustSee) = prepared && exchange.Modules is { } modules ? modules.Wants() : default;
        heldBack = Math.Max(heldBack, wanted);
        var most = meter is null ? 0 : exchange.Snapshot.Source.Server.MaxEventBytes;
        var idle = answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks;
        var metered = true;
        var begun = false;
        var sent = 0;
        try
        {
            while (!answer.Ended)
            {
                if (!begun && body.Length > heldBack)
                {
                    if (mustSee)
                    {
                        return Unseen(exchange, Failure.AnswerUnchecked);
                    }

                    begun = true;
                    response.ContentLength = answer.Response!.Content.Headers.ContentLength;
                }

                if (begun)
                {
                    Write(exchange, writer, body.Written.Span[sent..]);
                    sent = body.Length;
                    if (!await client.FlushAsync(exchange, writer) && !exchange.Call.DrainsWithoutClient)
                    {
                        return RelayEnd.Cancelled;
                    }

                    if (body.Length > most)
                    {
                        metered = false;
                        body.Clear();
                        sent = 0;
                    }
                }

                exchange.Call.WaitUntil(clock.Now + idle, EndReason.UpstreamSilent);
                var read = await answer.Body!.ReadAsync(body.GetMemory(Read), exchange.Call.Token);
                exchange.Call.WaitEnded();
                body.Advance(read);
                answer.Ended = read == 0;
            }

            if (metered)
            {
                meter?.OnBody(body.Written.Span);
            }

            if (wanted > 0 && !begun)
            {
                return await CheckedAsync(exchange, writer, body.Written, mustSee);
            }

            if (!begun && response.StatusCode is not (204 or 304))
            {
                response.ContentLength = answer.Headless ? answer.Response!.Content.Headers.ContentLength : body.Length;
            }

            Write(exchange, writer, body.Written.Span[sent..]);
            return await client.FlushAsync(exchange, writer) ? RelayEnd.Completed : RelayEnd.Cancelled;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return Broken(exchange, answer.Attempt!, begun);
        }
    }

    /// <summary>Sends the document of a request that was given tools, whole, under the status and headers that are set.</summary>
    public async ValueTask<RelayEnd> SendAsync(Exchange exchange, ReadOnlyMemory<byte> document)
    {
        var writer = exchange.Context.Response.BodyWriter;
        if (exchange.Modules is { } modules && modules.Wants() is { Bytes: > 0 } wants)
        {
            return await CheckedAsync(exchange, writer, document, wants.MustSee, isOfTools: true);
        }

        exchange.Context.Response.ContentLength = document.Length;
        Write(exchange, writer, document.Span);
        return await client.FlushAsync(exchange, writer) ? RelayEnd.Completed : RelayEnd.Cancelled;
    }

    private async ValueTask<RelayEnd> CheckedAsync(Exchange exchange, System.IO.Pipelines.PipeWriter writer, ReadOnlyMemory<byte> document, bool mustSee, bool isOfTools = false)
    {
        var response = exchange.Context.Response;
        var body = new ModuleBody(document, response.StatusCode, response.ContentType ?? "") { IsOfTools = isOfTools };
        var isCoded = response.Headers.ContentEncoding.Count > 0 && !string.Equals(response.Headers.ContentEncoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase);
        if ((isCoded ? mustSee ? Failure.AnswerUnchecked : null : exchange.Modules!.Body(body)) is { } refusal)
        {
            return Unseen(exchange, refusal);
        }

        response.ContentLength = body.Bytes.Length;
        Write(exchange, writer, body.Bytes.Span);
        return await client.FlushAsync(exchange, writer) ? RelayEnd.Completed : RelayEnd.Cancelled;
    }

    // The client gets nothing of the upstream's answer, its headers neither.
    private static RelayEnd Unseen(Exchange exchange, Failure refusal)
    {
        exchange.Context.Response.Headers.Clear();
        return new RelayEnd(InterceptionStatus.Failed, refusal);
    }

    private void Write(Exchange exchange, System.IO.Pipelines.PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (exchange.FirstByte == 0)
        {
            exchange.FirstByte = clock.Now;
        }

        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    private RelayEnd Broken(Exchange exchange, Attempt attempt, bool begun)
    {
        exchange.Call.WaitEnded();
        var reason = exchange.Call.Reason;
        if (reason is EndReason.ClientGone or EndReason.ClientStalled)
        {
            return new RelayEnd(InterceptionStatus.Cancelled, null, Abort: true);
        }

        if (reason is EndReason.None or EndReason.UpstreamSilent)
        {
            attempt.Failed(clock.Now, instruments);
        }

        return new RelayEnd(InterceptionStatus.Failed, EndReasons.FailureOf(reason) ?? Failure.UpstreamBroke, begun);
    }
}
