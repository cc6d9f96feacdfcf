using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Model.Access;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>A node's end of one connection, as the test wants it. Pings are answered by itself.</summary>
internal sealed class ScriptedConnection(WebSocket socket, Secret token, string instance)
{
    private readonly Channel<Frame> _received = System.Threading.Channels.Channel.CreateUnbounded<Frame>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SecretChannel? _secrets;

    public HelloFrame Hello { get; private set; } = null!;

    public string Instance { get; } = instance;

    public Task Ended => _ended.Task;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task<bool> BeginAsync()
    {
        if (await ReceiveAsync() is not HelloFrame hello)
        {
            return false;
        }

        Hello = hello;
        _ = ReadAsync();
        return true;
    }

    public async Task WelcomeAsync(string mode, long head, Guid? epoch = null)
    {
        using var half = SecretChannel.CreateHalf();
        var hash = new byte[32];
        AccessToken.Hash(token.Reveal(), hash);
        _secrets = SecretChannel.Agree(half, Hello.PublicKey!, hash);
        await SendAsync(Samples.Welcome(mode, head, epoch) with { PublicKey = SecretChannel.PublicKeyOf(half) });
    }

    public Task SendAsync(Frame frame) => SendAsync(FrameWriter.ToBytes(frame));

    public async Task SendAsync(byte[] frame) => await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, Ending);

    /// <summary>The objects as they travel on this connection.</summary>
    public FrameObject[] Sealed(params IEnumerable<StateObject> items) => [.. items.Select(item => StateTransfer.ToFrame(item, _secrets))];

    public async Task SendSnapshotAsync(GatewayState state, long seq)
    {
        var parts = state.Objects.Chunk(2).ToArray();
        for (var part = 0; part < parts.Length; part++)
        {
            var final = part == parts.Length - 1;
            await SendAsync(new SnapshotFrame { Seq = seq, Revision = state.Revision, Part = part, Final = final, Objects = Sealed(parts[part]), StateHash = final ? state.Hash : null });
        }
    }

    /// <summary>A change as one event.</summary>
    public Task SendChangeAsync(GatewayState from, GatewayState to, long seq)
    {
        var change = from.To(to);
        return SendAsync(Samples.Event(seq, seq, null, [.. Sealed(change.Set), .. change.Removed.Select(item => new FrameObject(item.Kind, item.Id, null, null))]) with
        {
            Revision = to.Revision,
            StateHash = to.Hash,
        });
    }

    /// <summary>The next frame of a kind; others are left out.</summary>
    public async Task<T> NextAsync<T>()
        where T : Frame
    {
        while (true)
        {
            if (await _received.Reader.ReadAsync(Ending).AsTask().WaitAsync(Patience.Longest, Ending) is T frame)
            {
                return frame;
            }
        }
    }

    public async Task<AckFrame> WelcomeWithSnapshotAsync(GatewayState state, long seq)
    {
        await WelcomeAsync("snapshot", seq, state.Epoch);
        await SendSnapshotAsync(state, seq);
        return await NextAsync<AckFrame>();
    }

    public async Task CloseAsync(int code)
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, "test", Ending);
        await Ended.WaitAsync(Patience.Longest, Ending);
    }

    public void Abort()
    {
        socket.Abort();
        _ended.TrySetResult();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } frame)
            {
                if (frame is PingFrame)
                {
                    await SendAsync(new PongFrame());
                }

                _received.Writer.TryWrite(frame);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException or CryptographicException)
        {
            // The connection is over.
        }

        _received.Writer.TryComplete();
        _ended.TrySetResult();
    }

    private async Task<Frame?> ReceiveAsync()
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        while (true)
        {
            var result = await socket.ReceiveAsync(chunk, Ending);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            buffer.Write(chunk, 0, result.Count);
            if (result.EndOfMessage)
            {
                return FrameReader.Read(buffer.ToArray());
            }
        }
    }
}
