using System.Text;
using Switchyard.Simulator;

namespace Switchyard.Journeys.Tests.Secrets;

/// <summary>
/// Secrets of every kind are planted in a real node, everything that can be asked is asked, everything that comes out is kept — answers, headers, events, logs, metrics, spans, dumps, and the
/// bytes of database and journal — and searched for them. A secret is shown by one answer, the one that creates it; everywhere else is a leak.
/// </summary>
public sealed class CanaryTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "PRV-32")]
    [Trait("criterion", "PRV-19")]
    [Trait("criterion", "PRV-130")]
    public async Task No_planted_secret_comes_out_anywhere()
    {
        var (canaries, evidence) = (new Canaries(), new Evidence());
        var directory = Directory.CreateTempSubdirectory("switchyard-canary-");
        await using var collector = await SpanCollector.StartAsync(evidence);
        await using var upstream = await SimulatorServer.StartAsync(cancellationToken: Ending);
        try
        {
            var journey = new CanaryJourney(canaries, evidence, directory, upstream, collector.Address);
            await journey.RunAsync();
            evidence.Search(canaries).Where(static hit => !(hit.StartsWith("control ", StringComparison.Ordinal) && hit.Contains("→ 400: misnamed in part", StringComparison.Ordinal))).ShouldBeEmpty();
            journey.Operations.ShouldBeGreaterThanOrEqualTo(30);
            canaries.Count.ShouldBeGreaterThanOrEqualTo(15);
            foreach (var place in new[] { "otlp /v1/traces", "otlp /v1/metrics", "events", "log", "control GET /metrics", "file data/switchyard.db", "file data/journal", "dump", "command", "proxy answer", "proxy refusal" })
            {
                evidence.Places.ShouldContain(found => found.StartsWith(place, StringComparison.Ordinal), place);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-32")]
    public void A_leak_in_any_coding_is_found()
    {
        var canaries = new Canaries();
        var secret = canaries.Make("seeded");
        var bytes = Encoding.UTF8.GetBytes(secret);
        var leaks = new Dictionary<string, byte[]>
        {
            ["raw"] = bytes,
            ["json"] = JsonSerializerBytes(new { a = "é\"" + secret }),
            ["url"] = Encoding.ASCII.GetBytes(Uri.EscapeDataString("ä " + secret)),
            ["head"] = bytes[..26],
            ["tail"] = bytes[^14..],
            ["utf-16"] = Encoding.Unicode.GetBytes("x" + secret),
            ["hex"] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes("Bearer " + secret))),
            ["base64"] = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            ["basic"] = Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + secret + "!"))),
            ["base64 shifted"] = Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("abcd" + secret))),
        };
        foreach (var (name, leak) in leaks)
        {
            var evidence = new Evidence();
            evidence.Add("innocent", "nothing to be seen");
            evidence.Add(name, (byte[])[.. Encoding.UTF8.GetBytes("before "), .. leak, .. Encoding.UTF8.GetBytes(" after")]);
            evidence.Search(canaries).ShouldNotBeEmpty(name);
            evidence.Search(canaries).ShouldAllBe(hit => hit.StartsWith(name + ":", StringComparison.Ordinal));
        }
    }

    private static byte[] JsonSerializerBytes(object value) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value);
}
