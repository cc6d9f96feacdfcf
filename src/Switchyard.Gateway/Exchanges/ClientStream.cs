using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// The one place that writes a stream to the client. Two may want to: the relay, when the upstream sent something, and the watchdog, when it was silent for long. They take
/// turns; the watchdog never waits for one, and the relay waits only for a heartbeat that is being sent.
/// </summary>
/// <param name="context">The client's side.</param>
/// <param name="call">The call that ends a wait for the client.</param>
/// <param name="heartbeat">What keeps a silent stream alive.</param>
/// <param name="headersDue">Monotonic ticks at which the headers are sent although nothing has come yet.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientStream(HttpContext context, ExchangeCall call, ReadOnlyMemory<byte> heartbeat, long headersDue, TimeProvider time)
{
    /// <summary>How long the headers of a good answer are held back. An upstream that breaks off before it said anything can still be told, or tried elsewhere.</summary>
    public static readonly TimeSpan HeadersHold = TimeSpan.FromMilliseconds(250);

    private static readonly object Relay = new();

    // Null: free. The relay's own object: the relay: the relay writes, or has ended the stream. Else a heartbeat, and this is its end.
    private object? _turn;

    // 0 until the headers were sent.
    private long _written;

    /// <summary>The writer; only between <see cref="EnterAsync"/> and <see cref="Leave"/>.</summary>
    public PipeWriter Writer { get; } = context.Response.BodyWriter;

    /// <summary>Takes the turn for the relay.</summary>
    public ValueTask EnterAsync() =>
        Interlocked.CompareExchange(ref _turn, Relay, null) is null ? ValueTask.CompletedTask : WaitAsync();

    /// <summary>Takes the turn for the relay, unless it has it already.</summary>
    public ValueTask EnterOnceAsync() => ReferenceEquals(Volatile.Read(ref _turn), Relay) ? ValueTask.CompletedTask : EnterAsync();

    /// <summary>Gives the relay's turn back at <paramref name="now"/>. Without it the stream is closed for heartbeats, which is how it ends.</summary>
    public void Leave(long now)
    {
        Volatile.Write(ref _written, now);
        Volatile.Write(ref _turn, null);
    }

    /// <summary>Sends a heartbeat if nothing was sent for <paramref name="silence"/> ticks and nobody is writing.</summary>
    public void Beat(long now, long silence)
    {
        var written = Volatile.Read(ref _written);
        if ((written == 0 ? now < headersDue : now - written < silence) || Volatile.Read(ref _turn) is not null)
        {
            return;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _turn, turn, null) is null)
        {
            _ = SendAsync(turn, written == 0 ? default : heartbeat, now);
        }
    }

    private async Task SendAsync(TaskCompletionSource turn, ReadOnlyMemory<byte> bytes, long now)
    {
        try
        {
            call.Token.ThrowIfCancellationRequested();
            await LastWords.AwaitAsync(Writer.WriteAsync(bytes, CancellationToken.None).AsTask(), call, context, time);
        }
        catch (Exception)
        {
            // The client has gone or the call was stopped; the relay finds out by itself.
        }

        Volatile.Write(ref _written, now);
        Volatile.Write(ref _turn, null);
        turn.SetResult();
    }

    private async ValueTask WaitAsync()
    {
        while (Interlocked.CompareExchange(ref _turn, Relay, null) is TaskCompletionSource beat)
        {
            await beat.Task;
        }
    }
}
