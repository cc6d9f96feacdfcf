using System.Buffers;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>
/// Sends the answers to the requests of one body: as JSON, or as a stream if the client wants to hear of progress. What takes longer than ten seconds becomes a stream too, so that nobody on the way takes the connection for a dead
/// one.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="progress">Messages about progress. Bounded; a client that is slow misses some.</param>
/// <param name="time">Clock.</param>
internal sealed class ReplySender(HttpContext context, ChannelReader<ReadOnlyMemory<byte>> progress, TimeProvider time)
{
    /// <summary>Sends them.</summary>
    /// <param name="replies">The answers to come; they never fail.</param>
    /// <param name="isBatch">Whether the body was an array, and the answer is one.</param>
    /// <param name="streams">Whether the client wants to hear of progress.</param>
    /// <param name="cancellationToken">The client has gone, or has to.</param>
    public async Task SendAsync(IReadOnlyList<Task<Reply>> replies, bool isBatch, bool streams, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(replies);
        if (await WaitAsync(all, cancellationToken) && all.IsCompletedSuccessfully)
        {
            var done = await all;
            if (done.Any(static reply => reply.IsSent) && (!streams || (!isBatch && done[0].Status != StatusCodes.Status200OK)))
            {
                await SendJsonAsync([.. done.Where(static reply => reply.IsSent)], isBatch, cancellationToken);
                return;
            }
        }

        await StreamAsync([.. replies], cancellationToken);
    }

    private async Task SendJsonAsync(Reply[] replies, bool isBatch, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = isBatch ? StatusCodes.Status200OK : replies[0].Status;
        response.ContentType = "application/json";
        response.ContentLength = replies.Sum(static reply => (long)reply.Message.Length) + (isBatch ? replies.Length + 1 : 0);
        for (var index = 0; index < replies.Length; index++)
        {
            if (isBatch)
            {
                response.BodyWriter.Write(index == 0 ? "["u8 : ","u8);
            }

            await PatientWriter.WriteAsync(response.BodyWriter, replies[index].Message, time, cancellationToken);
        }

        if (isBatch)
        {
            response.BodyWriter.Write("]"u8);
        }

        await PatientWriter.FlushAsync(response.BodyWriter, time, cancellationToken);
    }

    private async Task StreamAsync(List<Task<Reply>> open, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stream = await SseWriter.BeginAsync(context, time, cancellationToken);
        while (true)
        {
            // Before the answers: what a server said of its progress, it said before it was done.
            var done = open.Where(static reply => reply.IsCompleted).ToArray();
            while (progress.TryRead(out var message))
            {
                await stream.WriteAsync(message, place: null, cancellationToken);
            }

            foreach (var reply in done)
            {
                open.Remove(reply);
                if ((await reply).IsSent)
                {
                    await stream.WriteAsync((await reply).Message, place: null, cancellationToken);
                }
            }

            if (open.Count == 0)
            {
                return;
            }

            if (!await WaitAsync(Task.WhenAny(open), cancellationToken))
            {
                await stream.BeatAsync(cancellationToken);
            }
        }
    }

    /// <summary>Waits for an answer or for progress. False when neither came for as long as a stream may be quiet.</summary>
    private async Task<bool> WaitAsync(Task answer, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var more = progress.WaitToReadAsync(over.Token).AsTask();
        try
        {
            await Task.WhenAny(answer, more).WaitAsync(SseWriter.Heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
