using System.Globalization;

namespace Switchyard.Simulator.Behaviors;

/// <summary>Durations as directives write them: <c>250us</c>, <c>5ms</c>, <c>2s</c>, <c>1m</c>; a bare number is milliseconds.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Milliseconds)[] Units = [("us", 0.001), ("ms", 1), ("s", 1_000), ("m", 60_000)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        var scale = 1.0;
        var number = text;
        foreach (var (suffix, milliseconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                scale = milliseconds;
                number = text[..^suffix.Length];
                break;
            }
        }

        value = TimeSpan.Zero;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount * scale > 86_400_000)
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(amount * scale);
        return true;
    }
}
