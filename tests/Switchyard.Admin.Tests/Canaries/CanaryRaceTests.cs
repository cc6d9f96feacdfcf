using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Canaries;

/// <summary>Many who begin and end a canary at once, through two nodes on one database.</summary>
public sealed class CanaryRaceTests(PostgresServer server)
{
    private const string Revisions = "/api/v1/config/revisions";

    [Fact]
    public async Task One_begins_and_one_ends_whoever_asks()
    {
        var address = await server.CreateDatabaseAsync();
        await using var first = PostgresDatabase.Create(address, TimeProvider.System, NullLoggerFactory.Instance);
        await using var second = PostgresDatabase.Create(address, TimeProvider.System, NullLoggerFactory.Instance);
        await first.MigrateAsync(TestContext.Current.CancellationToken);
        var parts = new ControlPlaneParts();
        await using var one = await ControlPlane.StartAsync(parts, first);
        await using var two = await ControlPlane.StartAsync(new ControlPlaneParts { Ring = parts.Ring }, second);
        ControlPlane[] planes = [one, two];
        for (var round = 1; round <= 5; round++)
        {
            var body = JsonSerializer.Serialize(new { documents = new { team = Text(round) }, canary = new { percent = 50, promote = "manual" } });
            await one.Client.Rollout.GetAsync();
            var begun = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => planes[i % 2].Http.SendAsync("POST", Revisions, body)));
            begun.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1, begun[0].Text);
            begun.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(5);
            var revision = begun.Single(answer => answer.Status == HttpStatusCode.Created).Headers["X-Switchyard-Revision"];

            var ended = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => planes[i % 2].Http.SendAsync("POST", $"{Revisions}/{revision}/{(i / 2 % 2 == 0 ? "promote" : "revert")}")));

            var done = ended.Where(answer => answer.Status == HttpStatusCode.OK).ToArray();
            done.Length.ShouldBe(4, "one of the two happened, and those that asked for it are told so");
            done.Select(answer => answer.Json.GetProperty("state").GetString()).Distinct().Count().ShouldBe(1);
            done.Select(answer => answer.Json.GetProperty("endedRevision").GetInt64()).Distinct().Count().ShouldBe(1);
            ended.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(4);
        }

        (await one.QueryAsync<long>("select count(*) from config_revisions")).ShouldBe([10], "each round is two revisions");
        (await one.QueryAsync<long>("select count(*) from config_document_history")).ShouldBe(await one.QueryAsync<long>("select count(*) from config_canaries where state = 'promoted'"));
        (await one.Client.Audit.VerifyAsync()).Valid.ShouldBeTrue();
    }

    private static string Text(int number) => $"version: 1\nserver: {{drainCeiling: {number}m}}\n";
}
