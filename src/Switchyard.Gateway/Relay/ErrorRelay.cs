using System.Buffers;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Relay;

/// <summary>Tells an error of an upstream, whose form the client does not know, in the client's dialect: its status, its headers, its words.</summary>
internal sealed class ErrorRelay(ClientFlush client, MonotonicClock clock)
{
    // An error is a sentence. What is longer is a page, and of a page only the status is told.
    private const int Most = 64 * 1024;
    private const int Read = 4096;

    /// <summary>Reads the error and tells it.</summary>
    public async ValueTask<RelayEnd> RelayAsync(Exchange exchange, UpstreamAnswer answer, IUpstreamErrors errors)
    {
        if (!await TryReadAsync(exchange, answer) && exchange.Call.Reason is EndReason.ClientGone or EndReason.ClientStalled)
        {
            return RelayEnd.Cancelled;
        }

        AnswerHeaders.Copy(exchange, answer.Response!);
        using var body = new PooledBuffer();
        exchange.Dialect.WriteError(errors.Read(answer.Response!, answer.First.Written, exchange.IdText), body);
        var response = exchange.Context.Response;
        response.Headers.ContentEncoding = default;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        exchange.FirstByte = clock.Now;
        response.BodyWriter.Write(body.Written.Span);
        return await client.FlushAsync(exchange, response.BodyWriter) ? RelayEnd.Completed : RelayEnd.Cancelled;
    }

    // False when it broke off: the status came, and that is what counts.
    private async ValueTask<bool> TryReadAsync(Exchange exchange, UpstreamAnswer answer)
    {
        var idle = answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks;
        try
        {
            while (!answer.Ended && answer.First.Length < Most)
            {
                exchange.Call.WaitUntil(clock.Now + idle, EndReason.UpstreamSilent);
                var read = await answer.Body!.ReadAsync(answer.First.GetMemory(Read), exchange.Call.Token);
                answer.First.Advance(read);
                answer.Ended = read == 0;
            }

            return true;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            exchange.Call.WaitEnded();
        }
    }
}
