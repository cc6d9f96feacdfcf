using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>
/// An instance of a gateway as a test drives it: reads frame by frame, keeps the state as the protocol says, and fails on whatever breaks it (a gap, a wrong hash, a frame before welcome).
/// </summary>
internal sealed class TestInstance : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly List<FrameObject> _objects = [];
    private ClientWebSocket? _socket;
    private ECDiffieHellman? _half;
    private SecretChannel? _secrets;
    private byte[] _tokenHash = [];
    private bool _welcomed;

    public string InstanceId { get; init; } = Guid.CreateVersion7().ToString();

    public string BootId { get; set; } = Guid.CreateVersion7().ToString();

    public Guid? Epoch { get; set; }

    /// <summary>The last event that is applied.</summary>
    public long LastSeq { get; set; }

    /// <summary>The last event that was received.</summary>
    public long Received { get; private set; }

    public GatewayState? State { get; private set; }

    public WelcomeFrame? Welcome { get; private set; }

    /// <summary>Everything received on all connections.</summary>
    public List<Frame> Frames { get; } = [];

    public WebSocketCloseStatus? CloseStatus => _socket?.CloseStatus;

    public string? CloseText => _socket?.CloseStatusDescription;

    /// <summary>Whether it acknowledges what it applies.</summary>
    public bool Acknowledges { get; set; } = true;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Opens a socket without a word.</summary>
    public async Task OpenAsync(ControlPlane node, string token, params (string Name, string Value)[] headers)
    {
        _socket?.Dispose();
        _socket = new ClientWebSocket();
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers)
        {
            _socket.Options.SetRequestHeader(name, value);
        }

        _tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        _welcomed = false;
        await _socket.ConnectAsync(new Uri($"ws://{node.Address.Authority}/api/v1/gateways/connect"), Ended);
    }

    public HelloFrame Hello()
    {
        _half?.Dispose();
        _half = SecretChannel.CreateHalf();
        return new HelloFrame
        {
            InstanceId = InstanceId,
            BootId = BootId,
            Epoch = Epoch,
            LastSeq = LastSeq,
            StateHash = State?.Hash,
            PublicKey = SecretChannel.PublicKeyOf(_half),
            Product = "test",
        };
    }

    /// <summary>Opens a socket, says hello, and reads welcome.</summary>
    public async Task<WelcomeFrame> ConnectAsync(ControlPlane node, TestGateway gateway, Func<HelloFrame, HelloFrame>? change = null)
    {
        await OpenAsync(node, gateway.Token);
        var hello = Hello();
        await SendAsync(change?.Invoke(hello) ?? hello);
        return (await ReadAsync()).ShouldBeOfType<WelcomeFrame>();
    }

    public Task SendAsync(Frame frame) => SendAsync(FrameWriter.ToBytes(frame));

    public Task SendAsync(byte[] bytes) => _socket!.SendAsync(bytes, WebSocketMessageType.Text, true, Ended);

    /// <summary>The next frame, or null when the connection has been closed.</summary>
    public async Task<Frame?> ReadAsync()
    {
        using var message = new MemoryStream();
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            var received = await _socket!.ReceiveAsync(_buffer.AsMemory(), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Ended);
                return null;
            }

            message.Write(_buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                break;
            }
        }

        var frame = FrameReader.Read(message.ToArray());
        Frames.Add(frame);
        await TakeAsync(frame, (int)message.Length);
        return frame;
    }

    /// <summary>Reads until the connection is closed.</summary>
    public async Task UntilClosedAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <summary>Reads until everything up to <paramref name="seq"/> is applied.</summary>
    public async Task UntilAsync(long seq)
    {
        while (LastSeq < seq || State is null)
        {
            (await ReadAsync()).ShouldNotBeNull($"closed {CloseStatus} {CloseText} at {LastSeq}");
        }
    }

    /// <summary>Reads until a frame of that kind has come.</summary>
    public async Task<T> UntilAsync<T>()
        where T : Frame
    {
        while (true)
        {
            if ((await ReadAsync()).ShouldNotBeNull($"closed {CloseStatus} {CloseText}") is T frame)
            {
                return frame;
            }
        }
    }

    /// <summary>Goes on with a former state, as after a refusal.</summary>
    public void Keep(GatewayState state, long seq) => (State, LastSeq, Received) = (state, seq, seq);

    /// <summary>Goes without a word, as when the network breaks.</summary>
    public void Cut() => _socket?.Abort();

    public ValueTask DisposeAsync()
    {
        _socket?.Abort();
        _socket?.Dispose();
        _secrets?.Dispose();
        _half?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task TakeAsync(Frame frame, int bytes)
    {
        if (!_welcomed)
        {
            var welcome = frame.ShouldBeOfType<WelcomeFrame>("welcome is the first frame of all");
            _welcomed = true;
            Welcome = welcome;
            _secrets?.Dispose();
            _secrets = welcome.PublicKey is null ? null : SecretChannel.Agree(_half!, welcome.PublicKey, _tokenHash);
            Epoch = welcome.Epoch;
            Received = LastSeq;
            _objects.Clear();
            return;
        }

        switch (frame)
        {
            case EventFrame happened:
                happened.Seq.ShouldBe(Received + 1, "events have no gaps and none comes twice");
                happened.Revision.ShouldBeGreaterThanOrEqualTo(happened.UpTo);
                Received = happened.Seq;
                _objects.AddRange(happened.Objects);
                if (happened.Seq == happened.UpTo)
                {
                    await ApplyAsync(State.ShouldNotBeNull("events lead on from a state"), happened);
                }

                break;
            case SnapshotFrame part:
                bytes.ShouldBeLessThanOrEqualTo(256 << 10, "snapshot frames are bounded");
                part.Part.ShouldBe(_objects.Count == 0 ? 0 : part.Part);
                _objects.AddRange(part.Objects);
                if (part.Final)
                {
                    await ApplyAsync(null, part);
                }

                break;
            case BookmarkFrame mark:
                mark.Seq.ShouldBeGreaterThanOrEqualTo(Received);
                _objects.AddRange(mark.Objects);
                await ApplyAsync(State.ShouldNotBeNull("a bookmark leads on from a state"), mark);
                break;
            case PingFrame:
                await SendAsync(new PongFrame());
                break;
            default:
                break;
        }
    }

    private async Task ApplyAsync(GatewayState? before, StateFrame frame)
    {
        var set = _objects.Where(item => item.Value is not null).Select(item => StateTransfer.FromFrame(item, _secrets)).ToArray();
        var removed = _objects.Where(item => item.Value is null).Select(item => new StateObject(item.Kind, item.Id, default)).ToArray();
        var next = (before ?? GatewayState.Of(Epoch!.Value, 0, [])).With(Epoch!.Value, frame.Revision, new StateChange(set, removed));
        next.Hash.ShouldBe(frame.StateHash, $"the state at {frame.Seq} is the node's");
        _objects.Clear();
        (State, LastSeq, Received) = (next, frame.Seq, frame.Seq);
        if (Acknowledges)
        {
            await SendAsync(new AckFrame(frame.Seq, next.Hash));
        }
    }
}
