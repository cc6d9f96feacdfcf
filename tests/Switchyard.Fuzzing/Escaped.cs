using System.Globalization;
using System.Text;

namespace Switchyard.Fuzzing;

/// <summary>Bytes as text that can be pasted into a test: ASCII as it is, all else as <c>\xNN</c>.</summary>
public static class Escaped
{
    private const int Longest = 8192;

    /// <summary>The text of <paramref name="bytes"/>, in quotes.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var unit in bytes[..Math.Min(bytes.Length, Longest)])
        {
            _ = unit switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' or (byte)'\\' => text.Append('\\').Append((char)unit),
                >= (byte)' ' and <= (byte)'~' => text.Append((char)unit),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{unit:x2}"),
            };
        }

        return text.Append(bytes.Length > Longest ? "\"…" : "\"").ToString();
    }
}
