using System.Buffers;
using System.Globalization;
using System.Text;

namespace Switchyard.Gateway.Dumps;

/// <summary>The bytes of a body up to a limit, and how many there were altogether.</summary>
/// <param name="most">Most bytes kept.</param>
internal sealed class DumpBody(int most)
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _total;

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _total += bytes.Length;
        var take = Math.Min(bytes.Length, most - _kept.WrittenCount);
        if (take > 0)
        {
            _kept.Write(bytes[..take]);
        }
    }

    /// <summary>Writes what was kept, and says what was left out.</summary>
    public void WriteTo(Stream file)
    {
        file.Write(_kept.WrittenSpan);
        if (_total > _kept.WrittenCount)
        {
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n[{_total - _kept.WrittenCount} of {_total} bytes left out]\n")));
        }
    }
}
