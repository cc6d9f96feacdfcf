using System.Text.RegularExpressions;

namespace Switchyard.Model.Providers;

/// <summary>The rule for names that stand in paths: <c>^[a-z0-9]+(-[a-z0-9]+)*$</c>, 1 to 63 characters, some reserved.</summary>
public static partial class ProviderNames
{
    /// <summary>Longest allowed name.</summary>
    public const int MaxLength = 63;

    /// <summary>Names that are routes of the data plane already.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["v1", "mcp", "api", "healthz"];

    /// <summary>Null when <paramref name="name"/> may name a provider, else what is wrong with it.</summary>
    public static string? Fault(string? name) => ShapeFault(name) ?? (Reserved.Contains(name!) ? $"The name '{name}' is reserved." : null);

    /// <summary>Null when <paramref name="name"/> has the shape of a name, reserved or not, else what is wrong with it. The rule of whatever else stands in paths: workspaces, bundles.</summary>
    public static string? ShapeFault(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "A name is required.";
        }

        if (name.Length > MaxLength)
        {
            return $"A name has at most {MaxLength} characters; this one has {name.Length}.";
        }

        return Pattern().IsMatch(name) ? null : "A name consists of lower-case letters and digits in groups joined by single hyphens.";
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
