using System.CommandLine;
using Switchyard.Model.Validation;

namespace Switchyard.Host.CommandLine;

/// <summary>Options that may come by flag or by environment: the flag wins, an empty text is none, and a fault names the place it came from.</summary>
/// <param name="environment">The value of a variable, or null.</param>
internal sealed class FlagValues(Func<string, string?> environment)
{
    /// <summary>An option with one text; <paramref name="variable"/> is null where no variable stands for it.</summary>
    public static Option<string?> Option(string name, string? variable, string fallback, string description, string helpName) =>
        new(name) { Description = Describe(description, variable, fallback), HelpName = helpName };

    public static string Describe(string description, string? variable, string fallback) =>
        variable is null ? $"{description} [default: {fallback}]" : $"{description} [env: {variable}] [default: {fallback}]";

    public static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public static Uri Address((string? Text, string Source) value, string fallback, FaultList faults)
    {
        if (Uri.TryCreate(value.Text ?? fallback, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery is "/" && address.UserInfo.Length == 0)
        {
            return address;
        }

        faults.Add(value.Source, $"'{value.Text}' is not an address like {fallback} (scheme http or https, host, port, no path).");
        return new Uri(fallback);
    }

    public static TimeSpan Duration((string? Text, string Source) value, TimeSpan fallback, FaultList faults)
    {
        if (value.Text is null)
        {
            return fallback;
        }

        if (Durations.TryParse(value.Text, out var duration) && duration >= TimeSpan.Zero)
        {
            return duration;
        }

        faults.Add(value.Source, $"'{value.Text}' is not a duration like 30s or 2m.");
        return fallback;
    }

    public static bool LogFormat((string? Text, string Source) value, FaultList faults)
    {
        if (value.Text is not (null or "text" or "json"))
        {
            faults.Add(value.Source, $"'{value.Text}' is not a log format; use text or json.");
        }

        return value.Text == "json";
    }

    /// <summary>The text of an option and where it came from; null when it was not given.</summary>
    public (string? Text, string Source) Read(ParseResult parsed, Option<string?> option, string? variable)
    {
        if (parsed.GetValue(option) is { Length: > 0 } flag)
        {
            return (flag, option.Name);
        }

        var value = variable is null ? null : environment(variable);
        return (string.IsNullOrEmpty(value) ? null : value, variable ?? option.Name);
    }
}
