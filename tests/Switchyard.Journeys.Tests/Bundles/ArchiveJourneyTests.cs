using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>A bundle out of an archive that was uploaded to one node and runs on two, through a new version, to its end.</summary>
public sealed class ArchiveJourneyTests(PostgresServer postgres)
{
    private const string Workspace = "team";

    [Fact]
    [Trait("criterion", "BND-13")]
    [Trait("criterion", "BND-50")]
    [Trait("criterion", "BND-52")]
    public async Task An_archive_runs_on_every_node_and_a_new_one_takes_its_place()
    {
        await using var yard = await Yard.StartAsync(nodes: 2, database: await postgres.CreateDatabaseAsync());
        await yard.PostAsync("/workspaces", new { name = Workspace });
        var first = await UploadAsync(yard, ToyMcpb.Build("1.0.0"));
        await yard.PostAsync($"/workspaces/{Workspace}/bundles?wait=30s", new { name = "toy", type = "mcpb", archive = first, eager = true, settings = new { note = "one" } });
        await EverywhereAsync(yard, bundle => (string)bundle["state"]! == "running");
        using var one = await new McpClient(yard.Data(0), Workspace).InitializeAsync();
        using var two = await new McpClient(yard.Data(1), Workspace).InitializeAsync();
        foreach (var (client, node) in new[] { (one, 0), (two, 1) })
        {
            var variables = await VariablesAsync(client);
            ((string?)variables["TOY_NOTE"], (string?)variables["TOY_DIR"]).ShouldBe(("one", Unpacked(yard, node, first)));
        }

        // Settings and credentials reach what runs as those of any bundle do.
        await yard.PatchAsync($"/workspaces/{Workspace}/bundles/toy?wait=30s", new { settings = new { note = "two" } });
        using (var content = new StringContent("""{"token":"canary-of-a-field"}""", System.Text.Encoding.UTF8, "application/json"))
        {
            (await yard.Control().PutAsync(new Uri($"/api/v1/workspaces/{Workspace}/bundles/toy/credentials?wait=30s", UriKind.Relative), content, Patience.Token)).EnsureSuccessStatusCode();
        }

        await EverywhereAsync(yard, bundle => (long?)bundle["runningVersion"] == 1 && (string)bundle["state"]! == "running");
        foreach (var client in new[] { one, two })
        {
            var variables = await VariablesAsync(client);
            ((string?)variables["TOY_NOTE"], (string?)variables["TOY_TOKEN"]).ShouldBe(("two", "canary-of-a-field"));
        }

        var second = await UploadAsync(yard, ToyMcpb.Build("2.0.0"), node: 1);
        await yard.PatchAsync($"/workspaces/{Workspace}/bundles/toy?wait=30s", new { archive = second }, node: 1);
        foreach (var (client, node) in new[] { (one, 0), (two, 1) })
        {
            while ((string?)(await VariablesAsync(client))["TOY_DIR"] != Unpacked(yard, node, second))
            {
                await Patience.PauseAsync();
            }

            while (Directory.Exists(Unpacked(yard, node, first)))
            {
                // The last process that ran from it ends when its last call has.
                await Patience.PauseAsync();
            }
        }

        await yard.DeleteAsync($"/workspaces/{Workspace}/bundles/toy?wait=30s");
        foreach (var node in (int[])[0, 1])
        {
            while (Directory.Exists(Unpacked(yard, node, second)))
            {
                await Patience.PauseAsync();
            }
        }

        yard.Nodes.ShouldAllBe(node => !node.Output.Contains("canary-of-a-field", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "BND-9")]
    public async Task A_file_names_an_archive_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-archive-");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "toy.mcpb"), ToyMcpb.Build(), Patience.Token);
        var file = Path.Combine(folder.FullName, "a.yaml");
        await File.WriteAllTextAsync(file, "version: 1\nbundles:\n  - {name: toy, workspace: team, type: mcpb, archive: toy.mcpb, settings: {note: of a file}}\n", Patience.Token);
        await using var yard = await Yard.StartAsync(config: file);
        await yard.PostAsync("/workspaces", new { name = Workspace });
        using var client = await new McpClient(yard.Data(), Workspace).InitializeAsync();

        ((string?)(await VariablesAsync(client))["TOY_NOTE"]).ShouldBe("of a file");

        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "toy.mcpb"), ToyMcpb.Build("2.0.0"), Patience.Token);
        while ((string)(await yard.GetAsync($"/workspaces/{Workspace}/bundles/toy"))["manifest"]!["version"]! != "2.0.0")
        {
            await Patience.PauseAsync();
        }

        folder.Delete(recursive: true);
    }

    private static string Unpacked(Yard yard, int node, string hash) => Path.Combine(yard.DirectoryName, $"node-{node}", "bundles", ".archives", hash);

    private static async Task<string> UploadAsync(Yard yard, byte[] archive, int node = 0)
    {
        using var content = new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        using var answer = await yard.Control(node).PostAsync(new Uri($"/api/v1/workspaces/{Workspace}/archives", UriKind.Relative), content, Patience.Token);
        var text = await answer.Content.ReadAsStringAsync(Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return (string)JsonNode.Parse(text)!["archive"]!;
    }

    private static async Task EverywhereAsync(Yard yard, Func<JsonNode, bool> wanted)
    {
        while (true)
        {
            var bundle = await yard.GetAsync($"/workspaces/{Workspace}/bundles/toy");
            if (bundle["nodes"]!.AsArray() is { Count: 2 } nodes && nodes.All(node => wanted(node!)))
            {
                return;
            }

            await Patience.PauseAsync();
        }
    }

    private static async Task<JsonObject> VariablesAsync(McpClient client) => JsonNode.Parse(await client.TextAsync("toy__environment"))!["variables"]!.AsObject();
}
