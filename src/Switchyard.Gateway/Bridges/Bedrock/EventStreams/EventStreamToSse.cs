using System.Buffers;

namespace Switchyard.Gateway.Bridges.Bedrock.EventStreams;

/// <summary>Reads a Bedrock event stream as the server-sent events that Anthropic itself would have sent. Ends where the upstream ends; a message that is cut off is not given out.</summary>
/// <param name="inner">The upstream's body; owned.</param>
/// <param name="maxMessageBytes">Longest single message.</param>
internal sealed class EventStreamToSse(Stream inner, int maxMessageBytes) : Stream
{
    private const int InitialBytes = 4096;

    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _input = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _given;
    private int _start;
    private int _end;
    private int _disposed;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _output.WrittenCount && buffer.Length > 0)
        {
            _given = 0;
            _output.ResetWrittenCount();
            if (Decode())
            {
                continue;
            }

            var read = await inner.ReadAsync(_input.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            _end += read;
        }

        var count = Math.Min(buffer.Length, _output.WrittenCount - _given);
        _output.WrittenMemory.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            inner.Dispose();
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
        }

        base.Dispose(disposing);
    }

    // Decodes every whole message that is there. False when nothing came of it: then there is room for more bytes.
    private bool Decode()
    {
        var needed = 0;
        while (EventStreamMessage.TryRead(_input.AsSpan(_start, _end - _start), maxMessageBytes, out var message, out needed))
        {
            BedrockEvents.Write(message, _output);
            _start += needed;
        }

        if (_output.WrittenCount > 0)
        {
            return true;
        }

        var rest = _input.AsSpan(_start, _end - _start);
        if (needed > _input.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(needed);
            rest.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_input);
            _input = larger;
        }
        else
        {
            rest.CopyTo(_input);
        }

        _end = rest.Length;
        _start = 0;
        return false;
    }
}
