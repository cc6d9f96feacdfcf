using System.Text.RegularExpressions;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// The variables of a manifest: <c>${__dirname}</c>, where the archive was unpacked; <c>${HOME}</c>, <c>${DESKTOP}</c>, <c>${DOCUMENTS}</c> and <c>${DOWNLOADS}</c>, in the bundle's own home; <c>${/}</c> and
/// <c>${pathSeparator}</c>; and <c>${user_config.KEY}</c>. What is none of these is text.
/// </summary>
public static partial class ArchiveVariables
{
    /// <summary>Keys of <c>user_config</c> that <paramref name="text"/> refers to.</summary>
    public static IEnumerable<string> FieldsIn(string text) => Pattern().Matches(text).Where(match => match.Groups["key"].Success).Select(match => match.Groups["key"].Value);

    /// <summary>The key when <paramref name="text"/> is a reference to a field and nothing else, else null.</summary>
    public static string? WholeField(string text) => Pattern().Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length && match.Groups["key"].Success ? match.Groups["key"].Value : null;

    /// <summary>The text with its variables replaced.</summary>
    /// <param name="text">Text with variables.</param>
    /// <param name="directory">Where the archive was unpacked; null leaves <c>${__dirname}</c> as it is.</param>
    /// <param name="home">Home of the bundle.</param>
    /// <param name="field">The value of a field; null for one that has none, which is an empty text then.</param>
    public static string Replace(string text, string? directory, string home, Func<string, string?> field) => Pattern().Replace(text, match => match.Groups["key"] is { Success: true, Value: var key }
        ? field(key) ?? ""
        : match.Groups["name"].Value switch
        {
            "__dirname" => directory ?? match.Value,
            "HOME" => home,
            "DESKTOP" => $"{home}/Desktop",
            "DOCUMENTS" => $"{home}/Documents",
            "DOWNLOADS" => $"{home}/Downloads",
            _ => "/",
        });

    [GeneratedRegex(@"\$\{(?:user_config\.(?<key>[^{}$]+)|(?<name>__dirname|HOME|DESKTOP|DOCUMENTS|DOWNLOADS|pathSeparator|/))\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
