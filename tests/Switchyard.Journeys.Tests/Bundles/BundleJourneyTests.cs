using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>A bundle from its definition to its removal, on two nodes that share a database: real processes, real credentials, a real kill.</summary>
public sealed class BundleJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Workspace = "team";
    private Yard _yard = null!;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());
        await _yard.PostAsync("/workspaces", new { name = Workspace });
        await _yard.PostAsync(
            $"/workspaces/{Workspace}/bundles?wait=30s",
            new
            {
                name = "toy",
                type = "stdio",
                command = "dotnet",
                args = new[] { "exec", Toy },
                eager = true,
                credentials = new[] { new { name = "token", env = "TOY_TOKEN", required = false } },
            });
        await EverywhereAsync(bundle => (string)bundle["state"]! == "running");
    }

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    private static string Toy => BuiltProgram.PathOf("Switchyard.Bundles.ToyServer");

    [Fact]
    [Trait("criterion", "BND-13")]
    [Trait("criterion", "BND-26")]
    [Trait("criterion", "BND-27")]
    [Trait("criterion", "BND-52")]
    public async Task A_credential_written_on_one_node_is_in_the_processes_of_both_and_gone_from_both_when_it_is_removed()
    {
        using var first = await new McpClient(_yard.Data(0), Workspace).InitializeAsync();
        using var second = await new McpClient(_yard.Data(1), Workspace).InitializeAsync();
        McpClient[] clients = [first, second];
        foreach (var client in clients)
        {
            (await client.ToolsAsync()).ShouldContain("toy__echo");
            (await EnvironmentAsync(client)).ContainsKey("TOY_TOKEN").ShouldBeFalse();
        }

        var written = await PutAsync($"/workspaces/{Workspace}/bundles/toy/credentials?wait=30s", """{"token":"canary-credential-1"}""");
        ((bool)written["respawn"]!["ok"]!).ShouldBeTrue(written.ToJsonString());
        written.ToJsonString().ShouldNotContain("canary-credential-1");
        await EverywhereAsync(bundle => (long?)bundle["runningVersion"] == 1 && (string)bundle["state"]! == "running");
        foreach (var client in clients)
        {
            ((string?)(await EnvironmentAsync(client))["TOY_TOKEN"]).ShouldBe("canary-credential-1");
        }

        await _yard.DeleteAsync($"/workspaces/{Workspace}/bundles/toy/credentials/token");

        // At the answer no process that held it is left, on any node.
        ProcessesWith("canary-credential-1").ShouldBeEmpty();
        await EverywhereAsync(bundle => (string)bundle["state"]! == "running");
        foreach (var client in clients)
        {
            (await EnvironmentAsync(client)).ContainsKey("TOY_TOKEN").ShouldBeFalse();
        }

        _yard.Nodes.ShouldAllBe(node => !node.Output.Contains("canary-credential-1", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "BND-13")]
    public async Task Respawns_fail_no_call()
    {
        using var client = await new McpClient(_yard.Data(0), Workspace).InitializeAsync();
        using var ending = new CancellationTokenSource();
        var calling = Task.Run(async () =>
        {
            var calls = 0;
            for (; !ending.IsCancellationRequested; calls++)
            {
                (await client.TextAsync("toy__echo", new JsonObject { ["n"] = calls })).ShouldContain($"{calls}");
            }

            return calls;
        });
        for (var respawn = 0; respawn < LongForm.Pick(brief: 5, full: 100); respawn++)
        {
            var answer = await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/respawn?wait=60s", body: null);
            ((bool)answer["ok"]!).ShouldBeTrue(answer.ToJsonString());
        }

        await ending.CancelAsync();
        (await calling).ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("criterion", "BND-33")]
    public async Task Nothing_of_a_killed_node_is_left_and_its_next_life_has_the_bundle_again()
    {
        var mark = "SWITCHYARD_PROCESS=" + await File.ReadAllTextAsync(Path.Combine(_yard.DirectoryName, "node-0", "node-id"), Patience.Token);
        ProcessesWith(mark.Trim()).ShouldNotBeEmpty();

        await _yard.Node.KillAsync();
        while (ProcessesWith(mark.Trim()).Count > 0)
        {
            await Patience.PauseAsync();
        }

        await _yard.AddNodeAsync(reuseDirectoryOf: 0);
        using var client = await new McpClient(_yard.Data(0), Workspace).InitializeAsync();
        (await client.TextAsync("toy__echo", new JsonObject { ["again"] = true })).ShouldContain("again");
        ProcessesWith(mark.Trim()).ShouldNotBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    [Trait("criterion", "BND-7")]
    [Trait("criterion", "BND-60")]
    public async Task Stopped_it_says_so_to_callers_and_removed_it_is_gone()
    {
        using var client = await new McpClient(_yard.Data(1), Workspace).InitializeAsync();
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/stop?wait=30s", body: null);
        await EverywhereAsync(bundle => (string)bundle["state"]! == "stopped");
        var refused = await client.CallAsync("toy__echo");
        (await client.ToolsAsync()).ShouldBeEmpty();
        refused.ToJsonString().ShouldContain("toy");

        await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/start?wait=30s", body: null);
        await EverywhereAsync(bundle => (string)bundle["state"]! == "running");
        (await client.TextAsync("toy__echo", new JsonObject { ["back"] = 1 })).ShouldContain("back");

        await _yard.DeleteAsync($"/workspaces/{Workspace}/bundles/toy?purge=true&wait=30s");
        (await _yard.GetAsync($"/workspaces/{Workspace}/bundles"))["items"]!.AsArray().ShouldBeEmpty();
        foreach (var node in (string[])["node-0", "node-1"])
        {
            while (Directory.Exists(Path.Combine(_yard.DirectoryName, node, "bundles", Workspace, "toy")))
            {
                await Patience.PauseAsync();
            }
        }
    }

    [Fact]
    [Trait("criterion", "TOL-17")]
    public async Task A_tool_that_is_new_to_a_pinned_bundle_is_withheld_until_it_is_approved()
    {
        await _yard.PatchAsync($"/workspaces/{Workspace}/bundles/toy?wait=30s", new { pinTools = true });
        using var client = await new McpClient(_yard.Data(0), Workspace).InitializeAsync();
        await UntilToolsAsync(client, tools => tools.Contains("toy__change"));
        await client.TextAsync("toy__change");
        while ((await _yard.GetAsync($"/workspaces/{Workspace}/bundles/toy/tools")).ToJsonString() is var listed && !listed.Contains("new-1", StringComparison.Ordinal))
        {
            await Patience.PauseAsync();
        }

        (await client.ToolsAsync()).ShouldNotContain("toy__new-1");
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/tools/new-1/approve", new { });
        await UntilToolsAsync(client, tools => tools.Contains("toy__new-1"));
    }

    [Fact]
    [Trait("criterion", "BND-63")]
    public async Task Health_counts_bundles_and_names_none()
    {
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles?wait=30s", new { name = "canary-broken", type = "stdio", command = "canary-no-such-command", eager = true });
        await EverywhereAsync(bundle => (string)bundle["state"]! is "crashed" or "dead", "canary-broken");
        using var anybody = new HttpClient { BaseAddress = _yard.Node.ControlPlane };
        var live = await anybody.GetStringAsync(new Uri("/livez", UriKind.Relative), Patience.Token);
        var ready = await anybody.GetStringAsync(new Uri("/readyz", UriKind.Relative), Patience.Token);
        foreach (var said in (string[])[live, ready])
        {
            said.ShouldNotContain("canary");
            said.ShouldNotContain("toy");
            said.ShouldNotContain(Workspace);
        }

        var counts = JsonNode.Parse(ready)!["bundles"]!.AsObject();
        ((int)counts["running"]!, counts.Sum(count => (int)count.Value!)).ShouldBe((1, 2));
        using var refused = await anybody.GetAsync(new Uri($"/api/v1/workspaces/{Workspace}/bundles", UriKind.Relative), Patience.Token);
        refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("criterion", "BND-61")]
    public async Task Calls_through_the_endpoint_are_on_record_with_actor_tool_and_outcome()
    {
        using var client = await new McpClient(_yard.Data(0), Workspace).InitializeAsync();
        await client.TextAsync("toy__echo", new JsonObject { ["n"] = 1 });
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/stop?wait=30s", body: null);
        await EverywhereAsync(bundle => (string)bundle["state"]! == "stopped");
        await client.CallAsync("toy__echo");

        JsonArray rows;
        while ((rows = (await _yard.GetAsync("/interceptions?limit=10"))["items"]!.AsArray()).Count < 2)
        {
            await Patience.PauseAsync();
        }

        rows.Select(row => ((string)row!["status"]!, (string?)row["error"], (string)row["format"]!, (string)row["route"]!, (string)row["user"]!, (decimal?)row["cost"])).ShouldBe(
            [("failed", "bundle_stopped", "mcp", Workspace, "journey", 0m), ("completed", null, "mcp", Workspace, "journey", 0m)]);
        var calls = new List<JsonNode>();
        foreach (var row in rows)
        {
            calls.Add((await _yard.GetAsync($"/interceptions/{(string)row!["id"]!}"))["toolCalls"]!.AsArray().ShouldHaveSingleItem()!);
        }

        calls.Select(call => ((string)call["bundle"]!, (string)call["tool"]!, (string)call["outcome"]!, (string?)call["error"])).ShouldBe([("toy", "echo", "refused", "bundle_stopped"), ("toy", "echo", "ok", null)]);
        ((double)calls[1]["durationMs"]!).ShouldBeGreaterThan(0);
    }

    private static async Task UntilToolsAsync(McpClient client, Func<IReadOnlyList<string>, bool> wanted)
    {
        while (!wanted(await client.ToolsAsync()))
        {
            await Patience.PauseAsync();
        }
    }

    private async Task<JsonNode> PutAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _yard.Control().PutAsync(new Uri("/api/v1" + path, UriKind.Relative), content, Patience.Token);
        var text = await answer.Content.ReadAsStringAsync(Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Until the reports of both nodes fit.</summary>
    private async Task EverywhereAsync(Func<JsonNode, bool> wanted, string name = "toy")
    {
        while (true)
        {
            var bundle = await _yard.GetAsync($"/workspaces/{Workspace}/bundles/{name}");
            if (bundle["nodes"]!.AsArray() is { Count: 2 } nodes && nodes.All(node => wanted(node!)))
            {
                return;
            }

            await Patience.PauseAsync();
        }
    }

    private static async Task<JsonObject> EnvironmentAsync(McpClient client)
    {
        var said = JsonNode.Parse(await client.TextAsync("toy__environment"))!.AsObject();
        return said["variables"]!.AsObject();
    }

    private static List<int> ProcessesWith(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        List<int> found = [];
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), out var id) && File.ReadAllBytes($"{directory}/environ").AsSpan().IndexOf(wanted) >= 0)
                {
                    found.Add(id);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }

        return found;
    }
}
