using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>Tasks on two nodes that share a database: real processes, a respawn, a key that is taken away, a real kill.</summary>
[Trait("criterion", "BND-44")]
public sealed class TaskJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Workspace = "team";
    private const string Version = "2025-11-25";
    private Yard _yard = null!;
    private McpClient _here = null!;
    private McpClient _there = null!;

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
                args = new[] { "exec", Toy, "tasks" },
                eager = true,
                timeouts = new { drain = "3s" },
                credentials = new[] { new { name = "token", env = "TOY_TOKEN", required = false } },
            });
        _here = await new McpClient(_yard.Data(0), Workspace, Version).InitializeAsync();
        _there = await new McpClient(_yard.Data(1), Workspace, Version).InitializeAsync();
        (await _here.ToolsAsync()).ShouldContain("toy__work");
        (await _there.ToolsAsync()).ShouldContain("toy__work");
    }

    public async ValueTask DisposeAsync()
    {
        _here.Dispose();
        _there.Dispose();
        await _yard.DisposeAsync();
    }

    private static string Toy => BuiltProgram.PathOf("Switchyard.Bundles.ToyServer");

    [Fact]
    public async Task A_task_of_one_node_is_asked_for_on_the_other_and_ends_on_the_process_that_it_began_on()
    {
        var process = await ProcessAsync(_here);
        var (first, second) = (await MakeAsync(_here, "first"), await MakeAsync(_here, "second"));
        (await StatusAsync(_there, first)).ShouldBe("working");
        (await ListAsync(_there)).ShouldBe([first, second], ignoreOrder: true);

        using var written = await _yard.Control().PutAsync(
            new Uri($"/api/v1/workspaces/{Workspace}/bundles/toy/credentials?wait=30s", UriKind.Relative), new StringContent("""{"token":"another"}""", System.Text.Encoding.UTF8, "application/json"), Patience.Token);
        written.EnsureSuccessStatusCode();
        (await ProcessAsync(_here)).ShouldNotBe(process);
        await File.WriteAllTextAsync(FileOf("first"), "", Patience.Token);
        ((string?)(await ResultAsync(_there, first))["content"]![0]!["text"]).ShouldBe(process, "the old process had the time to end it");

        var late = await ResultAsync(_there, second);
        ((bool?)late["isError"], (string?)late["_meta"]!["switchyard/fault"]).ShouldBe((true, "call_lost"));
        ((string?)late["content"]![0]!["text"])!.ShouldContain("time to finish is over");
        await UntilAsync(() => Task.FromResult(!Directory.Exists($"/proc/{process}")));

        // Another task, on the new process, is cancelled from the other node, and the process hears of it.
        var third = await MakeAsync(_here, "third");
        ((string?)(await _there.AskAsync("tasks/cancel", Of(third)))["result"]!["status"]).ShouldBe("cancelled");
        await UntilAsync(async () => (await _yard.GetAsync($"/workspaces/{Workspace}/bundles/toy/logs")).ToJsonString().Contains("cancelled work-1", StringComparison.Ordinal));

        // What is taken away is not used a moment longer.
        var fourth = await MakeAsync(_here, "fourth");
        await _yard.DeleteAsync($"/workspaces/{Workspace}/bundles/toy/credentials/token");
        ((string?)(await ResultAsync(_there, fourth))["content"]![0]!["text"])!.ShouldContain("credential");
        (await RecordedAsync(4)).ShouldBe(["cancelled", "completed", "failed", "failed"]);
    }

    [Fact]
    public async Task A_task_whose_node_is_killed_has_failed_on_the_other_and_on_the_next_life_of_its_own()
    {
        var id = await MakeAsync(_here, "never");
        await _yard.Nodes[0].KillAsync();
        var from = TimeProvider.System.GetTimestamp();
        var result = await ResultAsync(_there, id);
        ((bool?)result["isError"], (string?)result["_meta"]!["switchyard/fault"]).ShouldBe((true, "task_lost"));
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(40), "a node is lost after 15 s of silence");
        (await StatusAsync(_there, id)).ShouldBe("failed");

        await _yard.AddNodeAsync(reuseDirectoryOf: 0);
        using var again = await new McpClient(_yard.Data(0), Workspace, Version).InitializeAsync();
        (await StatusAsync(again, id)).ShouldBe("failed");
        (await StatusAsync(_there, id)).ShouldBe("failed");
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        while (!await so())
        {
            await Patience.PauseAsync();
        }
    }

    private static JsonObject Of(string id) => new() { ["taskId"] = id };

    private static async Task<string> ProcessAsync(McpClient client) => ((int)JsonNode.Parse(await client.TextAsync("toy__environment"))!["pid"]!).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string?> StatusAsync(McpClient client, string id) => (string?)(await client.AskAsync("tasks/get", Of(id)))["result"]!["status"];

    private static async Task<JsonNode> ResultAsync(McpClient client, string id) => (await client.AskAsync("tasks/result", Of(id)))["result"]!;

    private static async Task<IReadOnlyList<string>> ListAsync(McpClient client) => [.. (await client.AskAsync("tasks/list", []))["result"]!["tasks"]!.AsArray().Select(static task => (string)task!["taskId"]!)];

    /// <summary>Makes a task that goes on until there is a file of that name.</summary>
    private async Task<string> MakeAsync(McpClient client, string name)
    {
        var answer = await client.AskAsync("tools/call", new JsonObject { ["name"] = "toy__work", ["arguments"] = new JsonObject { ["until"] = FileOf(name) }, ["task"] = new JsonObject { ["ttl"] = 600_000 } });
        return (string?)answer["result"]?["task"]?["taskId"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>What is on record of tasks, once there is as much as that.</summary>
    private async Task<IReadOnlyList<string>> RecordedAsync(int least)
    {
        while (true)
        {
            var calls = new List<string>();
            foreach (var item in (await _yard.GetAsync("/interceptions?limit=1000"))["items"]!.AsArray())
            {
                var detail = await _yard.GetAsync($"/interceptions/{(string)item!["id"]!}");
                if (detail["toolCalls"]!.AsArray() is [var call] && ((string)call!["name"]!).EndsWith("work", StringComparison.Ordinal))
                {
                    calls.Add((string)item["status"]!);
                }
            }

            if (calls.Count >= least)
            {
                return [.. calls.Order(StringComparer.Ordinal)];
            }

            await Patience.PauseAsync();
        }
    }

    private string FileOf(string name) => Path.Combine(_yard.DirectoryName, name);
}
