using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Switchyard.Journeys.Tests.Edges;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Backups;

/// <summary>What <c>docs/operations/backup.md</c> says, done: a backup under traffic, and the restore of it, which nodes and edges notice by themselves.</summary>
public sealed class RestoreTests(PostgresServer postgres)
{
    private const string PostgresTools = "/usr/lib/postgresql/15/bin/";
    private const string SqliteTool = "/usr/bin/sqlite3";

    [Fact]
    [Trait("criterion", "CFG-57")]
    public async Task A_dump_that_was_made_under_traffic_is_put_in_the_place_of_the_database_and_no_request_notices()
    {
        var database = await postgres.CreateDatabaseAsync();
        var address = new NpgsqlConnectionStringBuilder(database);
        var name = address.Database!;
        var files = Directory.CreateTempSubdirectory("switchyard-dump-");
        try
        {
            await using var yard = await Yard.StartAsync(nodes: 2, database: database);
            await using var gateway = await RemoteGateway.StartAsync(yard);
            var traffic = Traffic.Start(gateway);
            await traffic.ServesAsync(20);

            var dump = Path.Combine(files.FullName, "switchyard.dump");
            string[] server = ["--host=127.0.0.1", $"--port={address.Port}", "--username=postgres"];
            await Tool.RunAsync(PostgresTools + "pg_dump", [.. server, "--format=custom", $"--file={dump}", name]);
            var epoch = (string?)(await yard.GetAsync("/rollout"))["epoch"];
            await yard.CreateProviderAsync("after-backup", "openai");
            await traffic.ServesAsync(20);

            // Beside the database first; then the two change places, and whoever was connected comes back.
            await using (var maintenance = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Database = "postgres", Pooling = false }))
            {
                await ExecuteAsync(maintenance, $"create database {name}_restored");
                await Tool.RunAsync(PostgresTools + "pg_restore", [.. server, "--exit-on-error", $"--dbname={name}_restored", dump]);
                await ExecuteAsync(maintenance, $"alter database {name} with allow_connections false");
                await ExecuteAsync(maintenance, $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
                await ExecuteAsync(maintenance, $"alter database {name} rename to {name}_lost");
                await ExecuteAsync(maintenance, $"alter database {name}_restored rename to {name}");
            }

            await NoticedAsync(yard, gateway, epoch, nodes: 2);
            await traffic.ServesAsync(20);
            await traffic.EndAsync();
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_copy_of_the_embedded_database_that_was_made_under_traffic_is_put_in_its_place()
    {
        Assert.SkipUnless(File.Exists(SqliteTool), "The program sqlite3 is not installed.");
        await using var yard = await Yard.StartAsync();
        await using var gateway = await RemoteGateway.StartAsync(yard);
        var traffic = Traffic.Start(gateway);
        await traffic.ServesAsync(20);

        var file = Path.Combine(yard.DirectoryName, "node-0", "switchyard.db");
        var copy = Path.Combine(yard.DirectoryName, "copy.db");
        await Tool.RunAsync(SqliteTool, "-readonly", file, $".backup '{copy}'");
        await Tool.RunAsync(SqliteTool, copy, "select case when (select group_concat(integrity_check) from pragma_integrity_check) = 'ok' then 1 else abs(-9223372036854775808) end");
        var epoch = (string?)(await yard.GetAsync("/rollout"))["epoch"];
        await yard.CreateProviderAsync("after-backup", "openai");

        yard.Node.Terminate();
        (await yard.Node.WaitForExitAsync()).ShouldBe(0, yard.Node.Output);
        await traffic.ServesAsync(20);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        File.Move(copy, file, overwrite: true);
        await yard.AddNodeAsync(reuseDirectoryOf: 0, sameControlPlane: true);

        await NoticedAsync(yard, gateway, epoch, nodes: 1);
        await traffic.ServesAsync(20);
        await traffic.EndAsync();
    }

    /// <summary>A new line of revisions has begun, what came after the backup is gone everywhere, and the next change arrives everywhere.</summary>
    private static async Task NoticedAsync(Yard yard, RemoteGateway gateway, string? formerEpoch, int nodes)
    {
        var rollout = await UntilAsync(yard, view => (string?)view["epoch"] != formerEpoch && (bool)view["complete"]! && view["nodes"]!.AsArray().Count(IsApplied) == nodes && view["gateways"]!.AsArray().Any(IsApplied));
        var epoch = (string?)rollout["epoch"];
        (await yard.GetAsync("/providers"))["items"]!.AsArray().Select(static provider => (string?)provider!["name"]).ShouldBe(["sim-anthropic", "sim-openai"]);
        await gateway.ShouldAnswerAsync(HttpStatusCode.NotFound, provider: "after-backup");

        await yard.PatchAsync("/providers/sim-anthropic", new { enabled = false }, nodes - 1);
        await gateway.UntilDisabledAsync("sim-anthropic", disabled: true);
        ((string?)(await UntilAsync(yard, static view => (bool)view["complete"]!))["epoch"]).ShouldBe(epoch, "one restore is one new epoch");
        (await yard.GetAsync("/audit?limit=50"))["items"]!.AsArray().Count(static entry => entry!.ToJsonString().Contains("epoch", StringComparison.Ordinal)).ShouldBeGreaterThan(0);

        static bool IsApplied(JsonNode? part) => (string?)part!["state"] == "applied";
    }

    private static async Task<JsonNode> UntilAsync(Yard yard, Func<JsonNode, bool> holds)
    {
        using var patience = new CancellationTokenSource(NodeProcess.Patience);
        var last = "";
        while (!patience.IsCancellationRequested)
        {
            // The database is away for a moment while it is replaced.
            using var answer = await yard.Control().GetAsync(new Uri("/api/v1/rollout?wait=1s", UriKind.Relative), TestContext.Current.CancellationToken);
            last = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode && JsonNode.Parse(last)! is var view && holds(view))
            {
                return view;
            }

            await Patience.PauseAsync();
        }

        throw new TimeoutException($"{last}\n{yard.Node.Output}");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
