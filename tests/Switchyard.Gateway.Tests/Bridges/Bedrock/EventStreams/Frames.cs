using System.Buffers.Binary;
using System.Text;
using Switchyard.Gateway.Bridges.Bedrock.EventStreams;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.EventStreams;

/// <summary>Writes messages of the event stream encoding.</summary>
internal static class Frames
{
    public static byte[] Chunk(string json) => Message(
        $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abcdef"}""",
        (":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event"));

    public static byte[] Exception(string name, string payload) => Message(payload, (":exception-type", name), (":message-type", "exception"));

    public static byte[] Message(string payload, params (string Name, string Value)[] headers)
    {
        // A header of each other kind goes first, to be stepped over.
        List<byte> head = [1, (byte)'t', 0, 1, (byte)'b', 2, 9, 1, (byte)'s', 3, 0, 9, 1, (byte)'i', 4, 0, 0, 0, 9, 1, (byte)'l', 5, 0, 0, 0, 0, 0, 0, 0, 9, 1, (byte)'y', 6, 0, 2, 7, 7, 1, (byte)'u', 9];
        head.AddRange(new byte[16]);
        foreach (var (name, value) in headers)
        {
            head.Add((byte)name.Length);
            head.AddRange(Encoding.UTF8.GetBytes(name));
            head.Add(7);
            head.Add((byte)(value.Length >> 8));
            head.Add((byte)value.Length);
            head.AddRange(Encoding.UTF8.GetBytes(value));
        }

        return Frame([.. head], Encoding.UTF8.GetBytes(payload));
    }

    public static byte[] Frame(byte[] headers, byte[] payload)
    {
        var frame = new byte[16 + headers.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        headers.CopyTo(frame, 12);
        payload.CopyTo(frame, 12 + headers.Length);
        Seal(frame);
        return frame;
    }

    public static void Seal(byte[] frame)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
    }

    /// <summary>A stream whose reads give <paramref name="piece"/> bytes at most.</summary>
    public static Stream Of(byte[] bytes, int piece) => new Slow(bytes, piece);

    public static async Task<string> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, 37, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private sealed class Slow(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
