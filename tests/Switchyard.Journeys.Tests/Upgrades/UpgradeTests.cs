using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Switchyard.Journeys.Tests.Edges;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Postgres;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Postgres;

namespace Switchyard.Journeys.Tests.Upgrades;

/// <summary>A database of an earlier schema, with rows, is taken over by this version, and a node that was there before serves on meanwhile.</summary>
/// <remarks>
/// There is no earlier release to run. Its schema is: the migrations are applied up to a number, as that version left the database. For the node of before this version's own stands in, with the newest step taken back
/// beneath it while it runs: then it knows nothing of that step's tables, as a node of the version before would not.
/// </remarks>
public sealed class UpgradeTests(PostgresServer postgres)
{
    private const string SecretKeys = "c3dpdGNoeWFyZC1qb3VybmV5LXRlc3Qta2V5LTAwMDE=";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Rows_of_every_earlier_schema_are_served_after_the_start(int number)
    {
        var data = Directory.CreateTempSubdirectory("switchyard-upgrade-");
        try
        {
            await using (var database = SqliteDatabase.Open(Path.Combine(data.FullName, "switchyard.db"), TimeProvider.System, NullLoggerFactory.Instance))
            {
                await database.MigrateAsync(UpTo(number, typeof(SqliteDatabase).Assembly), Ended);
                var (provider, key) = (Guid.CreateVersion7(), Guid.CreateVersion7());
                var sealedKey = new SecretSealer(SecretKeyRing.Parse(SecretKeys)).Seal(SealedColumns.ProviderKeys.Table, SealedColumns.ProviderKeys.Column, key, "sk-of-before-0001");
                await database.WriteAsync(
                    async (session, token) =>
                    {
                        // As the first version wrote them: later columns are not named.
                        await session.ExecuteAsync(
                            "insert into providers (id, name, type, display_name, base_url, enabled, allow_byok, settings_json, version, created_at, updated_at) values (@provider, 'of-before', 'openai', 'Before', 'https://api.openai.com', true, false, '{}', 1, 1, 1)",
                            new { provider },
                            token);
                        await session.ExecuteAsync(
                            "insert into provider_keys (id, provider_id, label, position, enabled, masked, sealed, version, created_at) values (@key, @provider, 'main', 0, true, '…0001', @sealedKey, 1, 1)", new { key, provider, sealedKey }, token);
                    },
                    Ended);
            }

            await using var node = await NodeProcess.StartAsync(
                ["serve", "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--data-dir", data.FullName],
                new Dictionary<string, string?> { ["SWITCHYARD_ADMIN_TOKEN"] = Yard.AdminToken, ["SWITCHYARD_SECRET_KEYS"] = SecretKeys });
            using var http = new HttpClient { BaseAddress = node.ControlPlane };
            http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Yard.AdminToken);
            var shown = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync(new Uri("/api/v1/providers/of-before", UriKind.Relative), Ended))!;
            ((string?)shown["status"]!["state"]).ShouldNotBe("error", shown.ToJsonString());
            ((string?)shown["keys"]![0]!["masked"]).ShouldBe("…0001");
            node.Output.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"Applied migration {number + 1:0000}_"));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_node_of_before_serves_on_while_the_next_one_migrates_and_both_follow_each_other()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var yard = await Yard.StartAsync(database: database);
        var steps = MigrationSet.FromResources(typeof(PostgresDatabase).Assembly).Migrations;
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        {
            await ExecuteAsync(source, "drop trigger interceptions_tail_position on interceptions; drop function interceptions_tail_position; drop index interceptions_tail");
            await ExecuteAsync(source, "alter table interceptions drop column tail_position; drop table usage_tail");
            await ExecuteAsync(source, string.Create(CultureInfo.InvariantCulture, $"delete from schema_migrations where number = {steps[^1].Number}"));
        }

        steps[^1].Name.ShouldBe("usage_tail", "the newest step is taken back here: write how");
        using var old = yard.Data();
        var traffic = Traffic.Start(async () => await AskAsync(old));
        await traffic.ServesAsync(50);
        await yard.AddNodeAsync();
        yard.Nodes[1].Output.ShouldContain("Applied migration " + steps[^1].FullName);
        await traffic.ServesAsync(50);

        // A change on either is served by both, and usage of both is in one database.
        await yard.CreateProviderAsync("by-old", "openai");
        await yard.PostAsync("/providers?wait=30s", new { name = "by-new", type = "openai", baseUrl = yard.Simulator.Address.ToString().TrimEnd('/'), keys = new[] { new { key = Yard.UpstreamKey } } }, node: 1);
        for (var node = 0; node < 2; node++)
        {
            using var client = yard.Data(node);
            foreach (var provider in (string[])["by-old", "by-new"])
            {
                (await AskAsync(client, provider)).Status.ShouldBe(HttpStatusCode.OK);
            }
        }

        // The old one ends, as in a rolling update, and the new one has what it served.
        (await traffic.EndAsync()).ShouldBeGreaterThan(100);
        yard.Nodes[0].Terminate();
        (await yard.Nodes[0].WaitForExitAsync()).ShouldBe(0, yard.Nodes[0].Output);
        (await yard.GetAsync("/providers", 1))["items"]!.AsArray().Count.ShouldBe(4);
    }

    private static MigrationSet UpTo(int number, System.Reflection.Assembly assembly) =>
        MigrationSet.FromFiles(MigrationSet.FromResources(assembly).Migrations.Where(step => step.Number <= number).Select(static step => (step.FullName + ".sql", step.Sql)));

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient client, string provider = "sim-openai")
    {
        using var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"/{provider}/v1/chat/completions", UriKind.Relative), content, Ended);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ended));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ended);
    }
}
