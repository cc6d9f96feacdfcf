namespace Switchyard.Console.Kit;

/// <summary>How numbers and times are written on every page.</summary>
internal static class Show
{
    /// <summary>An exact time, in UTC.</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'");

    /// <summary>How long ago, or until when, in one unit.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var ago = now - at;
        return ago < TimeSpan.Zero
            ? -ago < TimeSpan.FromSeconds(1) ? "now" : $"in {Duration(-ago)}"
            : ago < TimeSpan.FromSeconds(2) ? "just now" : $"{Duration(ago)} ago";
    }

    /// <summary>A length of time in the unit that fits it: <c>340 ms</c>, <c>12 s</c>, <c>5 min</c>, <c>3 h</c>, <c>9 d</c>.</summary>
    public static string Duration(TimeSpan length) => length.TotalSeconds switch
    {
        < 1 => $"{length.TotalMilliseconds:0} ms",
        < 10 => $"{length.TotalSeconds:0.#} s",
        < 90 => $"{length.TotalSeconds:0} s",
        < 90 * 60 => $"{length.TotalMinutes:0} min",
        < 36 * 3600 => $"{length.TotalHours:0} h",
        _ => $"{length.TotalDays:0} d",
    };

    /// <summary>A whole number with spaces between its thousands.</summary>
    public static string Number(long value) => value.ToString("#,0").Replace(',', '\u202f');

    /// <summary>A rate, with as many digits as tell something.</summary>
    public static string Rate(double value) => value switch { 0 => "0", < 10 => value.ToString("0.0"), _ => Number((long)Math.Round(value)) };

    /// <summary>US dollars.</summary>
    public static string Money(decimal value) => value switch { 0 => "$0", < 0.01m => $"${value:0.####}", _ => $"${value:#,0.00}" };

    /// <summary>The first part of an id, which tells it from its neighbours.</summary>
    public static string Short(Guid id) => id.ToString("N")[^8..];
}
