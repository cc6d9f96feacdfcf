using System.Text;
using System.Text.RegularExpressions;
using Switchyard.Journeys.Tests.Edges;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Certificates;
using Switchyard.Testing.Records;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>The page of metrics is what a node and an edge that have served something tell, and nothing else.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Every_metric_is_documented_and_every_documented_metric_is_told()
    {
        var files = Directory.CreateTempSubdirectory("switchyard-metrics-");
        try
        {
            var (certificate, key) = (Path.Combine(files.FullName, "tls.crt"), Path.Combine(files.FullName, "tls.key"));
            TestCertificate.Create().Write(certificate, key);
            await using var yard = await Yard.StartAsync(options: new YardOptions { Arguments = ["--proxy-listen", "https://127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key] });
            await using var edge = await RemoteGateway.StartAsync(yard);
            await edge.AskAsync();
            using (var client = yard.Data())
            using (var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"))
            {
                (await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            }

            MetricsPage[] pages = [await MetricsPage.ReadAsync(yard.Node.ControlPlane), await MetricsPage.ReadAsync(edge.Edge.ControlPlane)];
            var documented = Row().Matches(RecordedFile.Read("docs/operations/metrics.md"))
                .ToDictionary(static row => "switchyard_" + row.Groups[1].Value, static row => (Type: row.Groups[2].Value, Labels: Word().Matches(row.Groups[3].Value).Select(static label => label.Value).ToList()), StringComparer.Ordinal);
            var told = pages.SelectMany(static page => page.Types).Where(static type => type.Key.StartsWith("switchyard_", StringComparison.Ordinal)).Distinct().ToDictionary(StringComparer.Ordinal);

            told.Keys.Except(documented.Keys).ShouldBeEmpty("told, but not in docs/operations/metrics.md");
            documented.Keys.Except(told.Keys).ShouldBeEmpty("in docs/operations/metrics.md, but told by nobody");
            foreach (var (name, type) in told)
            {
                documented[name].Type.ShouldBe(type, name);
                pages.SelectMany(page => page.Labels.GetValueOrDefault(name) ?? []).Except(documented[name].Labels).ShouldBeEmpty($"labels of {name}");
            }
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"(?m)^\| `([a-z_]+)` \| (counter|gauge|histogram) \| ([^|]*) \|", RegexOptions.None, 1_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\w+", RegexOptions.None, 1_000)]
    private static partial Regex Word();
}
