using System.Net.WebSockets;
using Switchyard.Hub.Protocol;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Gateways;

/// <summary>An instance of a gateway that answers as the test says. It reads no state: it only speaks the protocol.</summary>
internal sealed class ToyInstance : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly ClientWebSocket _socket = new();
    private readonly string _id;

    private ToyInstance(string id) => _id = id;

    /// <summary>Connects and reads until the whole state has come.</summary>
    public static async Task<(ToyInstance Instance, long Seq)> ConnectAsync(Uri address, string token, string id = "toy-instance")
    {
        var instance = new ToyInstance(id);
        instance._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await instance._socket.ConnectAsync(new Uri($"ws://{address.Authority}/api/v1/gateways/connect"), Patience.Token);
        await instance.SendAsync(new HelloFrame { InstanceId = instance._id, BootId = Guid.CreateVersion7().ToString(), Product = "toy" });
        while (true)
        {
            if (await instance.ReadAsync() is SnapshotFrame { Final: true } last)
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
            if (await ReadAsync() is EventFrame happened && happened.Seq == happened.UpTo)
            {
                return happened.Seq;
            }
        }
    }

    public Task SendAsync(Frame frame) => _socket.SendAsync(FrameWriter.ToBytes(frame), WebSocketMessageType.Text, true, Patience.Token);

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
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
