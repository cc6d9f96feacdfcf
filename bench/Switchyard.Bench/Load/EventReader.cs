using System.Text;
using System.Text.Json;

namespace Switchyard.Bench.Load;

/// <summary>
/// Reads a stream of chat completion chunks as it arrives: the time of each event, its sender's stamp, and the text. It reads what the simulator and
/// the contenders send (data lines, line feeds), not everything the SSE standard allows.
/// </summary>
internal sealed class EventReader
{
    private readonly StringBuilder _text = new();
    private byte[] _buffer = new byte[8 * 1024];
    private int _filled;

    public string Text => _text.ToString();

    public bool SawDone { get; private set; }

    public async Task ReadAsync(Stream stream, Action<long, long?> onEvent, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (read == 0)
            {
                return;
            }

            _filled += read;
            var arrived = Clock.Now;
            int end;
            while ((end = _buffer.AsSpan(0, _filled).IndexOf("\n\n"u8)) >= 0)
            {
                Take(_buffer.AsSpan(0, end), arrived, onEvent);
                _buffer.AsSpan(end + 2, _filled - end - 2).CopyTo(_buffer);
                _filled -= end + 2;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> item, long arrived, Action<long, long?> onEvent)
    {
        var prefix = "data: "u8;
        if (!item.StartsWith(prefix))
        {
            return;
        }

        var data = item[prefix.Length..];
        if (data.SequenceEqual("[DONE]"u8))
        {
            SawDone = true;
            return;
        }

        long? stamp = null;
        var json = new Utf8JsonReader(data);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.ValueTextEquals("content"u8) && json.Read() && json.TokenType == JsonTokenType.String)
            {
                _text.Append(json.GetString());
            }
            else if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("sim_sent_ns"u8) && json.Read())
            {
                stamp = json.GetInt64();
            }
        }

        onEvent(arrived, stamp);
    }
}
