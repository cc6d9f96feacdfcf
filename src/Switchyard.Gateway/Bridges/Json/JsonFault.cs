using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Says where a body is broken.</summary>
internal static class JsonFault
{
    /// <summary>One sentence with the byte position of what <paramref name="exception"/> found in <paramref name="body"/>. <paramref name="depth"/> is the nesting at which reading stopped.</summary>
    public static string Sentence(ReadOnlySpan<byte> body, JsonException exception, int depth, int maxDepth)
    {
        var position = Position(body, exception);

        // The reader counts the container it has just entered only from its first member on.
        if (depth + 1 >= maxDepth && position < body.Length && body[position] is (byte)'{' or (byte)'[')
        {
            return $"The body nests deeper than {maxDepth} levels at byte {position}.";
        }

        return position >= body.Length
            ? $"The body is not valid JSON: it ends too early, at byte {position}."
            : $"The body is not valid JSON: it breaks at byte {position}.";
    }

    private static int Position(ReadOnlySpan<byte> body, JsonException exception)
    {
        var lineStart = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            var feed = body[lineStart..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                break;
            }

            lineStart += feed + 1;
        }

        return (int)Math.Min(lineStart + (exception.BytePositionInLine ?? 0), body.Length);
    }
}
