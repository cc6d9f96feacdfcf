using System.Text;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Messages;

/// <summary>Reads server-sent events (WHATWG HTML, section 9.2) with bounded memory. Ids and retry times are not needed: a broken stream is not resumed.</summary>
/// <param name="stream">Not disposed here.</param>
/// <param name="longest">Bytes of the data of one event.</param>
internal sealed class EventReader(Stream stream, int longest) : IDisposable
{
    private static readonly byte[] DataField = "data"u8.ToArray();
    private static readonly byte[] TypeField = "event"u8.ToArray();

    // A line is a field and its value.
    private readonly LineReader _lines = new(stream, longest + 64, cuts: false);
    private readonly List<byte> _data = [];

    /// <summary>The next event that has data; its type is <c>message</c> unless it says another. Null at the end of the stream.</summary>
    /// <exception cref="LineTooLongException">Its data are longer than they may be.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public async ValueTask<(string Type, byte[] Data)?> NextAsync(CancellationToken cancellationToken)
    {
        var type = "message";
        var hasData = false;
        _data.Clear();
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.IsEmpty)
            {
                if (hasData)
                {
                    return (type, _data.ToArray());
                }

                type = "message";
            }
            else if (ValueOf(line.Span, DataField, out var data))
            {
                if (hasData)
                {
                    _data.Add((byte)'\n');
                }

                hasData = true;
                _data.AddRange(data);
                if (_data.Count > longest)
                {
                    throw new LineTooLongException(longest);
                }
            }
            else if (ValueOf(line.Span, TypeField, out var value))
            {
                type = value.IsEmpty ? "message" : Encoding.UTF8.GetString(value);
            }
        }

        // An event that was cut off is none.
        return null;
    }

    /// <inheritdoc />
    public void Dispose() => _lines.Dispose();

    private async ValueTask<ReadOnlyMemory<byte>?> LineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.NextAsync(cancellationToken);
        }
        catch (LineTooLongException)
        {
            throw new LineTooLongException(longest);
        }
    }

    private static bool ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!line.StartsWith(field) || (line.Length > field.Length && line[field.Length] != (byte)':'))
        {
            return false;
        }

        if (line.Length > field.Length)
        {
            value = line[(field.Length + 1)..];
            value = !value.IsEmpty && value[0] == (byte)' ' ? value[1..] : value;
        }

        return true;
    }
}
