using System.CommandLine.Parsing;
using System.Globalization;

namespace Switchyard.Cli.Inputs;

/// <summary>Reads durations like <c>30s</c> and times like <c>2026-01-31T12:00:00Z</c>; a time may also be said as <c>24h</c> from now.</summary>
internal static class TimeInput
{
    public static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryDuration(text, out var duration))
        {
            return duration;
        }

        result.AddError($"'{text}' is not a duration; use for example 500ms, 30s, 15m or 24h.");
        return null;
    }

    public static DateTimeOffset? Instant(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryDuration(text, out var ahead))
        {
            return TimeProvider.System.GetUtcNow() + ahead;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        result.AddError($"'{text}' is not a time; use for example 2026-01-31T12:00:00Z, or 24h from now.");
        return null;
    }

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > 9)
        {
            return false;
        }

        TimeSpan? unit = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        duration = (unit ?? TimeSpan.Zero) * int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        return unit is not null;
    }
}
