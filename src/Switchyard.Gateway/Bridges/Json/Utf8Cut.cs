namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Cuts UTF-8 between characters.</summary>
internal static class Utf8Cut
{
    /// <summary>The largest length not over <paramref name="maxBytes"/> at which <paramref name="text"/> may be cut without splitting a character.</summary>
    public static int At(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
        {
            return text.Length;
        }

        var cut = maxBytes;
        while (cut > 0 && maxBytes - cut < 3 && (text[cut] & 0xC0) == 0x80)
        {
            cut--;
        }

        return cut;
    }
}
