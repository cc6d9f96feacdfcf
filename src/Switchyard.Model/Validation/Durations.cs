using System.Globalization;
using System.Text;

namespace Switchyard.Model.Validation;

/// <summary>
/// The text form of durations everywhere outside the code: one or more whole numbers with the units <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c>, largest unit first,
/// each unit at most once: <c>250ms</c>, <c>30s</c>, <c>1h30m</c>, <c>60d</c>. The resolution is one millisecond.
/// </summary>
public static class Durations
{
    /// <summary>Longest duration that can be written: 100 years of 365 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private static readonly (string Name, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration; a bare <c>0</c> is zero, any other number needs its unit.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text == "0")
        {
            return true;
        }

        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var total = 0L;
        var nextUnit = 0;
        for (var at = 0; at < text.Length;)
        {
            var digits = DigitsAt(text, at);
            var letters = LettersAt(text, at + digits);
            if (digits == 0 || letters == 0
                || !long.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            var unit = IndexOfUnit(text.AsSpan(at + digits, letters));
            if (unit < nextUnit || count > (long)Longest.TotalMilliseconds / Units[unit].Milliseconds)
            {
                return false;
            }

            total += count * Units[unit].Milliseconds;
            nextUnit = unit + 1;
            at += digits + letters;
        }

        duration = TimeSpan.FromMilliseconds(total);
        return duration <= Longest;
    }

    /// <summary>Writes <paramref name="duration"/> (zero or more) in its largest units, cut to milliseconds: 90 s is <c>1m30s</c>, 600 s is <c>10m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var rest = duration.Ticks / TimeSpan.TicksPerMillisecond;
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach (var (name, milliseconds) in Units)
        {
            if (rest >= milliseconds)
            {
                text.Append(rest / milliseconds).Append(name);
                rest %= milliseconds;
            }
        }

        return text.ToString();
    }

    private static int DigitsAt(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }

    private static int LettersAt(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiLetterLower(text[end]))
        {
            end++;
        }

        return end - at;
    }

    private static int IndexOfUnit(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
