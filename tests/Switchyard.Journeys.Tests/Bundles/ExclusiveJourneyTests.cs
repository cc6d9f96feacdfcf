using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.HotReload;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>An exclusive bundle on two nodes: one runs it, both serve it, and the other one takes over when the owner is lost or stands still.</summary>
[Trait("criterion", "BND-51")]
public sealed class ExclusiveJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Workspace = "team";

    /// <summary>Longest time without an owner: the lease and its last renewal.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private Yard _yard = null!;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());
        await _yard.PostAsync("/workspaces", new { name = Workspace });
        await _yard.PostAsync($"/workspaces/{Workspace}/bundles?wait=30s", new { name = "toy", type = "stdio", command = "dotnet", args = new[] { "exec", Toy }, eager = true, exclusive = true });
        await OwnerAsync();
    }

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    private static string Toy => BuiltProgram.PathOf("Switchyard.Bundles.ToyServer");

    [Fact]
    public async Task One_node_runs_it_and_both_serve_it_until_the_owner_is_killed_and_the_other_takes_over()
    {
        var owner = await OwnerAsync();
        var other = 1 - owner;
        using var here = await new McpClient(_yard.Data(owner), Workspace).InitializeAsync();
        using var there = await new McpClient(_yard.Data(other), Workspace).InitializeAsync();
        var process = await ProcessAsync(here);
        (await ProcessAsync(there)).ShouldBe(process);
        (await there.ToolsAsync()).ShouldBe(await here.ToolsAsync());
        Servers().ShouldBe([process]);

        // Whichever node is asked, the answer is how it fares where it runs.
        ((string?)(await _yard.GetAsync($"/workspaces/{Workspace}/bundles/toy", other))["state"]).ShouldBe("running");
        var respawned = await _yard.PostAsync($"/workspaces/{Workspace}/bundles/toy/respawn?wait=30s", body: null, other);
        ((bool?)respawned["ok"], (string?)respawned["state"]).ShouldBe((true, "running"), respawned.ToJsonString());
        process.ShouldNotBe(await ProcessAsync(there));
        process = await ProcessAsync(here);
        (await ProcessAsync(there)).ShouldBe(process);
        ((string?)(await _yard.GetAsync("/nodes"))["items"]![owner]!["address"]).ShouldBe(_yard.Nodes[owner].ControlPlane.ToString());

        // What the server says besides its answer comes along, too: a changed list is one on every node.
        await there.TextAsync("toy__change");
        while (!(await there.ToolsAsync()).Contains("toy__new-1"))
        {
            await Patience.PauseAsync();
        }

        var from = TimeProvider.System.GetTimestamp();
        await _yard.Nodes[owner].KillAsync();
        var next = await ServedAsync(there);
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(Bound + TimeSpan.FromSeconds(5), "20 s, and the start of a server on a busy machine");
        next.ShouldNotBe(process);
        Servers().ShouldBe([next]);
    }

    [Fact]
    public async Task An_owner_that_stood_still_ends_its_server_before_it_serves_anything()
    {
        var owner = await OwnerAsync();
        var other = 1 - owner;
        using var here = await new McpClient(_yard.Data(owner), Workspace).InitializeAsync();
        using var there = await new McpClient(_yard.Data(other), Workspace).InitializeAsync();
        var process = await ProcessAsync(here);

        _yard.Nodes[owner].Pause();
        var next = await ServedAsync(there);
        next.ShouldNotBe(process);

        // A call that waits for it to go on is answered by the server of the new owner, never by its own.
        var waiting = here.TextAsync("toy__environment");
        _yard.Nodes[owner].Continue();
        ProcessOf(await waiting).ShouldBe(next);
        Servers().ShouldBe([next]);
        _yard.Nodes[owner].Output.ShouldContain("ran out");
    }

    [Fact]
    public async Task An_orderly_end_hands_it_over_at_once()
    {
        var owner = await OwnerAsync();
        using var there = await new McpClient(_yard.Data(1 - owner), Workspace).InitializeAsync();
        var process = await ProcessAsync(there);
        var from = TimeProvider.System.GetTimestamp();
        _yard.Nodes[owner].Terminate();
        (await _yard.Nodes[owner].WaitForExitAsync()).ShouldBe(0);
        (await ServedAsync(there)).ShouldNotBe(process);
        TimeProvider.System.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(10), "no lease had to run out, and the owner did not wait for those that follow its bundle");
    }

    [Fact]
    public async Task An_owner_that_drains_serves_the_others_until_it_has_drained()
    {
        var owner = await OwnerAsync();
        using var there = await new McpClient(_yard.Data(1 - owner), Workspace).InitializeAsync();
        var process = await ProcessAsync(there);
        var streams = await OpenStreams.OpenAsync(_yard, 2, "drain");
        _yard.Nodes[owner].Terminate();
        await _yard.Nodes[owner].WaitForLineAsync("Stopping: no new requests");

        (await ProcessAsync(there)).ShouldBe(process);

        await streams.FinishAsync();
        (await _yard.Nodes[owner].WaitForExitAsync()).ShouldBe(0);
        (await ServedAsync(there)).ShouldNotBe(process);
    }

    /// <summary>Calls until a call is answered by a server; between two owners there is an error that says so.</summary>
    private static async Task<int> ServedAsync(McpClient client)
    {
        while (true)
        {
            var result = await client.CallAsync("toy__environment");
            if (!((bool?)result["isError"] ?? false))
            {
                return ProcessOf((string)result["content"]![0]!["text"]!);
            }

            ((string?)result["_meta"]?["switchyard/fault"]).ShouldBeOneOf("bundle_restarting", "bundle_down", "call_lost");
            await Patience.PauseAsync();
        }
    }

    private static async Task<int> ProcessAsync(McpClient client) => ProcessOf(await client.TextAsync("toy__environment"));

    private static int ProcessOf(string environment) => (int)JsonNode.Parse(environment)!["pid"]!;

    /// <summary>The node that runs it, once one does.</summary>
    private async Task<int> OwnerAsync()
    {
        while (true)
        {
            var nodes = (await _yard.GetAsync($"/workspaces/{Workspace}/bundles/toy"))["nodes"]!.AsArray();
            var running = nodes.Where(node => (string)node!["state"]! == "running").ToList();
            running.Count.ShouldBeLessThanOrEqualTo(1);
            if (running.Count == 1 && nodes.Count == 2 && nodes.Any(node => (string)node!["reason"]! == "elsewhere"))
            {
                return int.Parse(((string)running[0]!["node"]!)[^1..], CultureInfo.InvariantCulture);
            }

            await Patience.PauseAsync();
        }
    }

    /// <summary>Process ids of the servers that run for this system.</summary>
    private List<int> Servers()
    {
        var ids = Directory.GetDirectories(_yard.DirectoryName, "node-*").Select(node => File.ReadAllText(Path.Combine(node, "node-id")).Trim()).ToList();
        List<int> found = [];
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(directory), out var id)
                    && Encoding.UTF8.GetString(File.ReadAllBytes($"{directory}/environ")) is var environment && ids.Any(mark => environment.Contains($"SWITCHYARD_PROCESS={mark}", StringComparison.Ordinal))
                    && File.ReadAllText($"{directory}/cmdline").Contains("ToyServer", StringComparison.Ordinal))
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
