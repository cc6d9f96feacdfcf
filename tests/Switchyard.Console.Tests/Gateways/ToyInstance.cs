using System.Net.WebSockets;
using System.Threading.Channels;
using Switchyard.Hub.Protocol;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Gateways;

/// <summary>An instance of a gateway that answers changes as the test says, and pings by itself, so that it stays connected. It reads no state: it only speaks the protocol.</summary>
internal sealed class ToyInstance : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ClientWebSocket _socket = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Connects and reads until the whole state has come.</summary>
    public static async Task<(ToyInstance Instance, long Seq)> ConnectAsync(Uri address, string token, string id = "toy-instance")
    {
        var instance = new ToyInstance();
        instance._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await instance._socket.ConnectAsync(new Uri($"ws://{address.Authority}/api/v1/gateways/connect"), Patience.Token);
        await instance.SendAsync(new HelloFrame { InstanceId = id, BootId = Guid.CreateVersion7().ToString(), Product = "toy" });
        instance._reading = instance.ReadAllAsync();
        while (true)
        {
            if (await instance._frames.Reader.ReadAsync(Patience.Token) is SnapshotFrame { Final: true } last)
            {
                return (instance, last.Seq);
            }
        }
    }

    /// <summary>Reads until an event has come whole, and returns where it is.</summary>
    public async Task<long> NextAsync()
    {
        while (true)
        {
            if (await _frames.Reader.ReadAsync(Patience.Token) is EventFrame happened && happened.Seq == happened.UpTo)
            {
                return happened.Seq;
            }
        }
    }

    public async Task SendAsync(Frame frame)
    {
        await _sending.WaitAsync(Patience.Token);
        try
        {
            await _socket.SendAsync(FrameWriter.ToBytes(frame), WebSocketMessageType.Text, true, Patience.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                var frame = await ReadAsync();
                if (frame is PingFrame)
                {
                    await SendAsync(new PongFrame());
                }
                else
                {
                    _frames.Writer.TryWrite(frame);
                }
            }
        }
        catch (Exception end)
        {
            // Whatever ended it is told to who waits for a frame.
            _frames.Writer.Complete(end);
        }
    }

    private async Task<Frame> ReadAsync()
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), Patience.Token);
            received.MessageType.ShouldNotBe(WebSocketMessageType.Close, _socket.CloseStatusDescription);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return FrameReader.Read(_buffer.AsMemory(0, length));
            }
        }
    }
}
