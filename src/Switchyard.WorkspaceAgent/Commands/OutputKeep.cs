using System.Text;

namespace Switchyard.WorkspaceAgent.Commands;

/// <summary>Reads an output of a command to its end, whatever its length, and keeps how it begins and how it ends. One reader.</summary>
internal sealed class OutputKeep
{
    /// <summary>Bytes that are kept of the beginning, and of the end.</summary>
    public const int Half = 64 << 10;

    private readonly byte[] _tail = new byte[Half];
    private byte[] _head = [];
    private int _headLength;
    private long _length;

    /// <summary>Bytes that were written.</summary>
    public long Length => _length;

    /// <summary>What is kept; where bytes were cut out it says how many. Whatever is no UTF-8 is replaced by U+FFFD.</summary>
    public string Text
    {
        get
        {
            var tail = Math.Min(_length - _headLength, Half);
            var cut = _length - _headLength - tail;
            var end = new byte[tail];
            for (var i = 0; i < tail; i++)
            {
                end[i] = _tail[(int)((_length - tail + i) % Half)];
            }

            if (cut == 0)
            {
                return Encoding.UTF8.GetString([.. _head.AsSpan(0, _headLength), .. end]);
            }

            return $"{Encoding.UTF8.GetString(_head, 0, _headLength)}\n[{cut} bytes were cut out here]\n{Encoding.UTF8.GetString(end)}";
        }
    }

    /// <summary>Reads until the end, or until the stream is disposed of. Never fails.</summary>
    public async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[16 << 10];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The command has ended.
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[..Math.Min(bytes.Length, Half - _headLength)];
        if (_headLength + first.Length > _head.Length)
        {
            Array.Resize(ref _head, Math.Min(Half, Math.Max(1024, (_headLength + first.Length) * 2)));
        }

        first.CopyTo(_head.AsSpan(_headLength));
        _headLength += first.Length;
        _length += first.Length;
        foreach (var other in bytes[first.Length..])
        {
            _tail[(int)(_length++ % Half)] = other;
        }
    }
}
