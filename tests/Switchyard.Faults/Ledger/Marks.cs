namespace Switchyard.Faults.Ledger;

/// <summary>How one number shows in three fields of a provider, which one change sets together.</summary>
internal static class Marks
{
    /// <summary>Idle time-outs begin here, in seconds: above the default, which is not shown.</summary>
    private const int FirstIdleSeconds = 1_000;

    /// <summary>Whether a provider with this mark is enabled.</summary>
    public static bool IsEnabled(int mark) => mark % 3 != 0;

    public static string DisplayName(int mark) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mark {mark}");

    public static string Idle(int mark) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FirstIdleSeconds + mark}s");

    /// <summary>The mark in a display name, or -1 for a text that is none.</summary>
    public static int OfDisplayName(string? text) => text?.StartsWith("mark ", StringComparison.Ordinal) == true ? Number(text[5..]) : -1;

    /// <summary>The mark in an idle time-out as the product writes it (<c>2m1s</c>); -1 for one that is none.</summary>
    public static int OfIdle(string? text)
    {
        var (seconds, digits) = (0, 0);
        foreach (var character in text ?? "")
        {
            if (char.IsAsciiDigit(character))
            {
                digits = (digits * 10) + (character - '0');
                continue;
            }

            seconds += digits * character switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
            digits = 0;
        }

        return seconds >= FirstIdleSeconds ? seconds - FirstIdleSeconds : -1;
    }

    private static int Number(string digits) =>
        int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1;
}
