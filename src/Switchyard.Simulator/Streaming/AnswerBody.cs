using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Streaming;

/// <summary>
/// Writes one response body. A body that is going to be cut is framed here and not by the server: only so can the connection be closed in the middle of
/// the message with every byte before the cut delivered. Aborting the connection instead would race with bytes still on their way to the socket.
/// </summary>
internal sealed class AnswerBody(HttpContext context, SimulatedBehavior behavior, ReceivedRequest? entry, TimeProvider clock)
{
    private readonly bool _ownFraming = behavior.Fault.Kind == FaultKind.Cut;
    private readonly WireForm _form = behavior.Wire;
    private int _left = behavior.Fault.AfterBytes ?? int.MaxValue;

    /// <summary>Whether the position of the fault, in bytes, is reached.</summary>
    public bool AtFault => _left == 0;

    private CancellationToken Aborted => context.RequestAborted;

    public async Task StartAsync(string contentType, int? length)
    {
        context.Response.ContentType = contentType;
        if (_ownFraming)
        {
            context.Response.Headers.TransferEncoding = "chunked";
        }
        else if (length is { } known)
        {
            context.Response.ContentLength = known;
        }
        else
        {
            context.Response.Headers.CacheControl = "no-cache";
        }

        await context.Response.StartAsync(Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }

    /// <summary>Writes and flushes, in pieces if the behaviour says so, up to the position of the fault.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _left)
        {
            bytes = bytes[.._left];
        }

        while (!bytes.IsEmpty)
        {
            var piece = _form.ChunkBytes > 0 && bytes.Length > _form.ChunkBytes ? bytes[.._form.ChunkBytes] : bytes;
            bytes = bytes[piece.Length..];
            await WritePieceAsync(piece);
            if (_form.ChunkDelay > TimeSpan.Zero)
            {
                await Task.Delay(_form.ChunkDelay, clock, Aborted);
            }
        }
    }

    /// <summary>Ends the message as HTTP wants it.</summary>
    public async Task FinishAsync()
    {
        if (_ownFraming)
        {
            await context.Response.Body.WriteAsync("0\r\n\r\n"u8.ToArray(), Aborted);
        }
    }

    /// <summary>Closes the connection after what was written; the message has no end.</summary>
    public void Cut() => context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();

    private async Task WritePieceAsync(ReadOnlyMemory<byte> piece)
    {
        var body = context.Response.Body;
        if (_ownFraming)
        {
            await body.WriteAsync(Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), Aborted);
            await body.WriteAsync(piece, Aborted);
            await body.WriteAsync("\r\n"u8.ToArray(), Aborted);
        }
        else
        {
            await body.WriteAsync(piece, Aborted);
        }

        await body.FlushAsync(Aborted);
        entry?.Sent(piece.Length);
        if (_left != int.MaxValue)
        {
            _left -= piece.Length;
        }
    }
}
