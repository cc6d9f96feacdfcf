using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.LastGood;

/// <summary>Nodes that start again while something is missing: they serve what served last, say so, and mend by themselves.</summary>
[Collection(nameof(Undisturbed))]
public sealed class DegradedStartTests(PostgresServer postgres)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    [Trait("criterion", "CFG-55")]
    [Trait("criterion", "CFG-32")]
    public async Task A_node_whose_database_is_stopped_starts_serves_records_and_heals()
    {
        await using var yard = await Yard.StartAsync(database: await postgres.CreateDatabaseAsync());
        await yard.Node.KillAsync();
        await postgres.CrashAsync();
        try
        {
            var node = await yard.AddNodeAsync(reuseDirectoryOf: 0);
            (await AskAsync(yard)).ShouldBe(HttpStatusCode.OK);
            var ready = await ReadyAsync(node);
            ((string?)ready["status"]).ShouldBe("degraded");
            ready["reasons"]!.ToJsonString().ShouldContain("last good");
            ready["reasons"]!.ToJsonString().ShouldContain("can not be read");
        }
        finally
        {
            await postgres.StartAsync();
        }

        await UntilReadyAsync(yard.Node);
        (await AskAsync(yard)).ShouldBe(HttpStatusCode.OK);

        // A change arrives as always, and what was served meanwhile is on record.
        await yard.PatchAsync("/providers/sim-openai?wait=30s", new { enabled = false });
        (await AskAsync(yard)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var patience = new CancellationTokenSource(Patience.Longest);
        while ((await yard.GetAsync("/interceptions?provider=sim-openai&status=completed"))["items"]!.AsArray().Count < 2)
        {
            patience.IsCancellationRequested.ShouldBeFalse(yard.Node.Output);
            await Patience.PauseAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "CFG-55")]
    public async Task It_serves_within_two_seconds_whether_the_database_refuses_or_does_not_answer(bool isSilent)
    {
        await using var yard = await Yard.StartAsync(database: await postgres.CreateDatabaseAsync());
        await yard.Node.KillAsync();
        var usual = Stopwatch.StartNew();
        await yard.AddNodeAsync(reuseDirectoryOf: 0);
        usual.Stop();
        await yard.Node.KillAsync();

        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        if (!isSilent)
        {
            silent.Stop();
        }

        var without = Stopwatch.StartNew();
        await yard.AddNodeAsync(reuseDirectoryOf: 0, database: $"Host=127.0.0.1;Port={port};Username=postgres;Database=none");
        without.Stop();
        (await AskAsync(yard)).ShouldBe(HttpStatusCode.OK);
        ((string?)(await ReadyAsync(yard.Node))["status"]).ShouldBe("degraded");

        // What every start takes on this machine, however busy, is not what is judged.
        TestContext.Current.TestOutputHelper!.WriteLine($"usual {usual.ElapsedMilliseconds} ms, without its database {without.ElapsedMilliseconds} ms");
        (without.Elapsed - usual.Elapsed).ShouldBeLessThan(Limit);
    }

    [Fact]
    [Trait("criterion", "CFG-52")]
    [Trait("criterion", "CFG-55")]
    [Trait("criterion", "CFG-56")]
    public async Task A_broken_file_ends_a_first_start_with_78_and_no_later_one()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "version: 1\n", TestContext.Current.CancellationToken);
            await using var yard = await Yard.StartAsync(config: file);
            await yard.Node.KillAsync();
            await File.WriteAllTextAsync(file, "version: 1\nserver:\n  limits: {bodyBytes: none}\n", TestContext.Current.CancellationToken);

            var node = await yard.AddNodeAsync(reuseDirectoryOf: 0);
            (await AskAsync(yard)).ShouldBe(HttpStatusCode.OK);
            foreach (var shown in (string[])[
                (await ReadyAsync(node)).ToJsonString(), (await yard.GetAsync("/config")).ToJsonString(),
                await UntilAsync(yard, "/nodes", "rejected"), (await yard.GetAsync("/rollout")).ToJsonString(), await MetricsAsync(node)])
            {
                shown.ShouldContain(shown.StartsWith("# ", StringComparison.Ordinal) ? "switchyard_config_rejected{reason=\"content\"} 1" : $"{file}:3:");
            }

            // Its first start, in a directory of its own.
            var fresh = Directory.CreateTempSubdirectory("switchyard-fresh-");
            await using (var first = NodeProcess.Launch(["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", fresh.FullName, "--config", file]))
            {
                (await first.WaitForExitAsync()).ShouldBe(78);
                first.Output.ShouldContain($"{file}:3:");
                first.Output.ShouldNotContain("listening");
            }

            // One that finds only what it can not open.
            await File.WriteAllTextAsync(Path.Combine(fresh.FullName, "last-good"), "of somebody else", TestContext.Current.CancellationToken);
            await using (var first = NodeProcess.Launch(["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", fresh.FullName, "--config", file]))
            {
                (await first.WaitForExitAsync()).ShouldBe(78);
                first.Output.ShouldNotContain("listening");
            }

            fresh.Delete(recursive: true);
            await File.WriteAllTextAsync(file, "version: 1\nserver:\n  limits: {bodyBytes: 2000000}\n", TestContext.Current.CancellationToken);
            await UntilReadyAsync(node);
            ((int?)(await yard.GetAsync("/config"))["content"]!["server"]!["limits"]!["bodyBytes"]).ShouldBe(2_000_000);
            var newest = (await yard.GetAsync("/config/revisions"))["items"]![0]!;
            ((string?)newest["origin"], (string?)newest["author"], (string?)newest["summary"]).ShouldBe(("file", "system", "config.files server"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<HttpStatusCode> AskAsync(Yard yard)
    {
        using var client = yard.Data();
        using var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<JsonNode> ReadyAsync(NodeProcess node)
    {
        using var http = new HttpClient { BaseAddress = node.ControlPlane };
        return JsonNode.Parse(await http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken))!;
    }

    private static async Task<string> MetricsAsync(NodeProcess node)
    {
        using var http = new HttpClient { BaseAddress = node.ControlPlane };
        return await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task UntilReadyAsync(NodeProcess node)
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        while ((string?)(await ReadyAsync(node))["status"] != "ready")
        {
            patience.IsCancellationRequested.ShouldBeFalse(node.Output);
            await Patience.PauseAsync();
        }
    }

    private static async Task<string> UntilAsync(Yard yard, string path, string text)
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        while (true)
        {
            var shown = (await yard.GetAsync(path)).ToJsonString();
            if (shown.Contains(text, StringComparison.Ordinal))
            {
                return shown;
            }

            patience.IsCancellationRequested.ShouldBeFalse(shown);
            await Patience.PauseAsync();
        }
    }
}
