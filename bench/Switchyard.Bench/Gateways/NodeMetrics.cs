using System.Globalization;
using System.Net.Http.Headers;

namespace Switchyard.Bench.Gateways;

/// <summary>What a node's <c>/metrics</c> said at one moment.</summary>
internal sealed class NodeMetrics
{
    private readonly List<(string Name, double Value)> _series;

    private NodeMetrics(List<(string Name, double Value)> series) => _series = series;

    /// <summary>The sum of all series of a name; 0 when there is none.</summary>
    public double this[string name] => _series.Where(series => series.Name == name).Sum(static series => series.Value);

    /// <summary>Reads the page.</summary>
    public static async Task<NodeMetrics> ReadAsync(BenchNode node, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = node.ControlPlane };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BenchNode.Token);
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        return new NodeMetrics(
            [.. from line in text.Split('\n') where line.Length > 0 && line[0] != '#' let blank = line.LastIndexOf(' ') select (line[..blank].Split('{')[0], double.Parse(line[(blank + 1)..], CultureInfo.InvariantCulture))]);
    }
}
