using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>The table of metrics in <c>docs/operations/metrics.md</c>. That it is what processes tell is held by a journey.</summary>
internal static partial class MetricsPage
{
    /// <summary>Labels by the full name of a metric.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Labels { get; } = Read();

    private static Dictionary<string, IReadOnlySet<string>> Read()
    {
        var metrics = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (Match row in Row().Matches(Tree.Read("docs/operations/metrics.md")))
        {
            var name = "switchyard_" + row.Groups[1].Value;
            var labels = row.Groups[3].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static label => label.Trim(' ', '`')).Where(static label => label.Length > 0).ToHashSet(StringComparer.Ordinal);
            metrics[name] = labels;
            if (row.Groups[2].Value == "histogram")
            {
                metrics[name + "_bucket"] = new HashSet<string>(labels, StringComparer.Ordinal) { "le" };
                metrics[name + "_sum"] = labels;
                metrics[name + "_count"] = labels;
            }
        }

        return metrics;
    }

    [GeneratedRegex(@"(?m)^\| `([a-z_]+)` \| (counter|gauge|histogram) \| ([^|]*) \|", RegexOptions.None, 1_000)]
    private static partial Regex Row();
}
