using System.Text.RegularExpressions;

namespace Switchyard.Model.Gateways;

/// <summary>The rule for names of gateways: <c>^[a-z0-9]+(-[a-z0-9]+)*$</c>, 3 to 63 characters, and none that is a route among the gateways' own.</summary>
public static partial class GatewayNames
{
    /// <summary>Shortest name.</summary>
    public const int MinLength = 3;

    /// <summary>Longest name.</summary>
    public const int MaxLength = 63;

    /// <summary>Longest display name.</summary>
    public const int MaxDisplayNameLength = 128;

    /// <summary>Names that are routes: <c>/gateways/connect</c> is where instances connect.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["connect"];

    /// <summary>Null when <paramref name="name"/> may name a gateway, else what is wrong with it.</summary>
    public static string? Fault(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "A name is required.";
        }

        if (name.Length is < MinLength or > MaxLength)
        {
            return $"A name has {MinLength} to {MaxLength} characters; this one has {name.Length}.";
        }

        if (!Pattern().IsMatch(name))
        {
            return "A name consists of lower-case letters and digits in groups joined by single hyphens.";
        }

        return Reserved.Contains(name) ? $"The name '{name}' is reserved." : null;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
