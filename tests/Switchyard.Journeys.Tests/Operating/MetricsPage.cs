using System.Text.RegularExpressions;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>A page of <c>/metrics</c>: each family's type, the labels its series have, and every series.</summary>
internal sealed partial class MetricsPage
{
    private MetricsPage(string text)
    {
        Types = Type().Matches(text).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value, StringComparer.Ordinal);
        Series = [.. Sample().Matches(text).Select(static match => match.Groups[1].Value + match.Groups[2].Value)];
        Labels = Sample().Matches(text).ToLookup(match => Family(match.Groups[1].Value), static match => Label().Matches(match.Groups[2].Value).Select(static label => label.Groups[1].Value).Where(static label => label != "le"), StringComparer.Ordinal)
            .ToDictionary(static family => family.Key, static family => family.SelectMany(static labels => labels).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, string> Types { get; }

    public IReadOnlyDictionary<string, HashSet<string>> Labels { get; }

    /// <summary>Name and labels of each series; a bucket of a histogram is one of its own.</summary>
    public IReadOnlyList<string> Series { get; }

    public static async Task<MetricsPage> ReadAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return new MetricsPage(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private string Family(string name)
    {
        var cut = name.LastIndexOf('_');
        return cut > 0 && name[cut..] is "_bucket" or "_sum" or "_count" && Types.GetValueOrDefault(name[..cut]) == "histogram" ? name[..cut] : name;
    }

    [GeneratedRegex(@"(?m)^# TYPE (\S+) (\S+)$", RegexOptions.None, 1_000)]
    private static partial Regex Type();

    [GeneratedRegex(@"(?m)^([a-zA-Z_]\w*)(\{.*\})? \S+$", RegexOptions.None, 10_000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"[{,](\w+)=""", RegexOptions.None, 1_000)]
    private static partial Regex Label();
}
