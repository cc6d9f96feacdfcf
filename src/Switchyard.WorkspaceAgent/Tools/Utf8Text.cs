using System.Text;
using System.Text.Unicode;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>Bytes that may be text.</summary>
internal static class Utf8Text
{
    private const int MostOfCharacter = 4;

    /// <summary>The text, or null when it is none: when it is not UTF-8, or has a NUL. Of a part that may end inside a character, the beginning of that character is left to the next part.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes, bool mayEndInside)
    {
        if (mayEndInside)
        {
            bytes = bytes[..WholeLength(bytes)];
        }

        return bytes.Contains((byte)0) || !Utf8.IsValid(bytes) ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The length without a character that is cut off at the end.</summary>
    public static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(MostOfCharacter, bytes.Length); back++)
        {
            var first = bytes[^back];
            if ((first & 0xC0) != 0x80)
            {
                var needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
                return needed > back ? bytes.Length - back : bytes.Length;
            }
        }

        return bytes.Length;
    }
}
