namespace Switchyard.Cli.Terminal;

/// <summary>How values look in tables.</summary>
internal static class Shown
{
    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'");

    public static string Flag(bool value) => value ? "yes" : "no";

    public static string Labels(IReadOnlyDictionary<string, string> labels) => string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}"));

    public static string? Names(IReadOnlyList<string>? names) => names is null ? "all" : names.Count == 0 ? "none" : string.Join(", ", names);
}
