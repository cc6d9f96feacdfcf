using System.Text;

namespace Switchyard.Storage.Sqlite;

/// <summary>Memory that does not move, for the texts and bytes of one execution of a statement. What does not fit has to go another way. Used by one thread at a time.</summary>
internal sealed class BoundBytes
{
    // Sixteen interceptions are 10 KiB, their sealed prompts mostly a few more each.
    private const int Size = 64 << 10;

    // One byte more than is ever filled, so that a span of nothing at its end has an address, too.
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(Size + 1, pinned: true);
    private int _used;

    private Span<byte> Rest => _memory.AsSpan(_used, Size - _used);

    /// <summary>Forgets what was written; no statement may be in execution.</summary>
    public void Clear() => _used = 0;

    /// <summary>Writes text as UTF-8.</summary>
    public bool TryWrite(string text, out ReadOnlySpan<byte> written) => Take(Encoding.UTF8.TryGetBytes(text, Rest, out var length), length, out written);

    /// <summary>Writes an id as text.</summary>
    public bool TryWrite(Guid id, out ReadOnlySpan<byte> written) => Take(id.TryFormat(Rest, out var length), length, out written);

    /// <summary>Writes bytes.</summary>
    public bool TryWrite(byte[] content, out ReadOnlySpan<byte> written) => Take(content.AsSpan().TryCopyTo(Rest), content.Length, out written);

    private bool Take(bool fits, int length, out ReadOnlySpan<byte> written)
    {
        written = fits ? _memory.AsSpan(_used, length) : default;
        _used += fits ? length : 0;
        return fits;
    }
}
