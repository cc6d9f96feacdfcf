namespace Switchyard.Fuzzing;

/// <summary>A stream whose reads give an input in pieces.</summary>
/// <param name="input">What it gives.</param>
/// <param name="random">Where it is cut.</param>
public sealed class CutStream(byte[] input, Random random) : Stream
{
    private readonly List<int> _pieces = Cuts.Of(input.Length, random);
    private int _piece;
    private int _at;

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
    public override int Read(Span<byte> buffer)
    {
        if (_at == input.Length || buffer.IsEmpty)
        {
            return 0;
        }

        var count = Math.Min(_pieces[_piece], buffer.Length);
        input.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        _pieces[_piece] -= count;
        _piece += _pieces[_piece] == 0 ? 1 : 0;
        return count;
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

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
}
