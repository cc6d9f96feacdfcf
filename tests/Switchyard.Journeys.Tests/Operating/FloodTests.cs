using System.Globalization;
using System.Net;
using System.Text;
using Switchyard.Journeys.Tests.Yards;

namespace Switchyard.Journeys.Tests.Operating;

/// <summary>Whatever strangers and users invent, neither the number of series nor that of log lines follows it.</summary>
public sealed class FloodTests
{
    private const int Values = 10_000;

    /// <summary>Series of whatever the flood causes for the first time: statuses, codes, reasons. Far below the number of values.</summary>
    private const int NewSeries = 400;

    /// <summary>Lines that a node may write meanwhile for other reasons.</summary>
    private const int OtherLines = 60;

    /// <summary>What <c>telemetry.maxModels</c> is by default, and <c>other</c>.</summary>
    private const int ModelLabels = 201;

    private static readonly string LongTail = new('x', 300);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "PRV-127")]
    public async Task Invented_hosts_keys_paths_and_agents_leave_no_series_and_no_line_each()
    {
        await using var yard = await Yard.StartAsync();
        var before = (await MetricsPage.ReadAsync(yard.Node.ControlPlane)).Series.Count;
        var lines = yard.Node.Output.Split('\n').Length;
        foreach (var plane in (Uri[])[yard.Node.DataPlane, yard.Node.ControlPlane])
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = plane };
            await EachAsync(async number =>
            {
                using var request = new HttpRequestMessage(new HttpMethod($"VERB{number}"), new Uri(string.Create(CultureInfo.InvariantCulture, $"/path-{number}/v1/chat/completions?q={number}"), UriKind.Relative));
                Fill(request, number);
                // Half of them reach what is behind the look at the host.
                request.Headers.Host = number % 2 == 0 ? $"host-{number}.example" : null;
                using var answer = await client.SendAsync(request, Ended);
                ((int)answer.StatusCode).ShouldBeInRange(400, 499);

                using var known = new HttpRequestMessage(HttpMethod.Post, new Uri(number % 2 == 0 ? "/sim-openai/v1/chat/completions" : "/api/v1/providers", UriKind.Relative));
                Fill(known, number);
                using var refused = await client.SendAsync(known, Ended);
                ((int)refused.StatusCode).ShouldBeInRange(400, 499);
            });
        }

        ((await MetricsPage.ReadAsync(yard.Node.ControlPlane)).Series.Count - before).ShouldBeLessThan(NewSeries);
        (yard.Node.Output.Split('\n').Length - lines).ShouldBeLessThan(OtherLines, yard.Node.Output);
    }

    [Fact]
    [Trait("criterion", "PRV-127")]
    public async Task Models_that_a_user_invents_share_one_label_and_make_no_line_longer()
    {
        await using var yard = await Yard.StartAsync();
        using var client = yard.Data();
        var lines = yard.Node.Output.Split('\n').Length;
        await EachAsync(async number =>
        {
            var model = $"m-{number}" + (number % 2 == 0 ? "" : LongTail);
            using var content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, Ended);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
        });
        var page = await MetricsPage.ReadAsync(yard.Node.ControlPlane);
        page.Series.Count(static series => series.StartsWith("switchyard_interceptions_total{", StringComparison.Ordinal)).ShouldBeInRange(2, ModelLabels * 2);
        page.Series.ShouldContain(static series => series.Contains("model=\"other\"", StringComparison.Ordinal));
        page.Series.Count(static series => series.StartsWith("switchyard_", StringComparison.Ordinal) && !series.Contains("_bucket{", StringComparison.Ordinal) && series.Contains("model=\"m-", StringComparison.Ordinal)).ShouldBeLessThan(ModelLabels * 4);

        // A request of a user is two lines, its start and its end, and never more of them than that.
        (yard.Node.Output.Split('\n').Length - lines).ShouldBeLessThan((Values * 2) + OtherLines);
        yard.Node.Output.Split('\n').Max(static line => line.Length).ShouldBeLessThan(2_000);
    }

    private static void Fill(HttpRequestMessage request, int number)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer sy_unknown{number}");
        request.Headers.TryAddWithoutValidation("User-Agent", $"agent-{number}/1.0");
        request.Headers.TryAddWithoutValidation("X-Request-Id", $"request-{number}");
    }

    private static Task EachAsync(Func<int, Task> send) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Values), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Ended }, async (number, _) => await send(number));
}
