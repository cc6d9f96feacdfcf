using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Healing;

/// <summary>Nodes that lose their listening connection, their database or their life catch up by themselves, and nothing that was promised is lost.</summary>
[Collection(nameof(Undisturbed))]
public sealed class HealingTests(PostgresServer postgres) : IAsyncLifetime
{
    private string _database = "";
    private Yard _yard = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _yard = await Yard.StartAsync(nodes: 2, database: _database);
    }

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    [Trait("criterion", "PRV-45")]
    public async Task A_change_made_while_the_listening_connections_die_still_arrives()
    {
        for (var i = 0; i < 5; i++)
        {
            (await postgres.TerminateAsync(_database, "switchyard-listen")).ShouldBeGreaterThanOrEqualTo(0);
            await _yard.PatchAsync("/providers/sim-openai?wait=30s", new { displayName = $"Round {i}", enabled = i % 2 == 1 });
            await EachNodeAsync(i % 2 == 1 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-42")]
    public async Task While_the_database_is_away_traffic_goes_on_and_mutations_get_503_and_afterwards_everything_heals()
    {
        await postgres.CrashAsync();
        try
        {
            await EachNodeAsync(HttpStatusCode.OK);
            using var patch = new StringContent("""{"displayName":"Away"}""", Encoding.UTF8, "application/json");
            using var refused = await _yard.Control().PatchAsync(new Uri("/api/v1/providers/sim-openai", UriKind.Relative), patch, TestContext.Current.CancellationToken);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
        finally
        {
            await postgres.StartAsync();
        }

        await UntilAcceptedAsync("/providers/sim-openai?wait=30s", new { enabled = false });
        await EachNodeAsync(HttpStatusCode.ServiceUnavailable);

        // What was served while the database was away is recorded: nothing is lost.
        var recorded = await UntilAsync("/interceptions?provider=sim-openai&status=completed", page => page["items"]!.AsArray().Count >= 2);
        recorded["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(UnwritableDatabase.Full)]
    [InlineData(UnwritableDatabase.Standby)]
    [Trait("criterion", "PRV-42")]
    public async Task A_database_that_takes_no_writes_costs_changes_and_nothing_else(string kind)
    {
        await UnwritableDatabase.BeginAsync(_database, kind);
        await EachNodeAsync(HttpStatusCode.OK);
        for (var node = 0; node < _yard.Nodes.Count; node++)
        {
            using var patch = new StringContent("""{"displayName":"Away"}""", Encoding.UTF8, "application/json");
            using var refused = await _yard.Control(node).PatchAsync(new Uri("/api/v1/providers/sim-openai", UriKind.Relative), patch, TestContext.Current.CancellationToken);
            var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            JsonNode.Parse(text)!["code"]!.GetValue<string>().ShouldBe("database_unavailable");
            (await _yard.GetAsync("/providers/sim-openai", node))["displayName"]!.GetValue<string>().ShouldNotBe("Away");
        }

        await UnwritableDatabase.EndAsync(_database, kind);
        await UntilAcceptedAsync("/providers/sim-openai?wait=30s", new { enabled = false });
        await EachNodeAsync(HttpStatusCode.ServiceUnavailable);
        var recorded = await UntilAsync("/interceptions?provider=sim-openai&status=completed", page => page["items"]!.AsArray().Count >= 2);
        recorded["items"]!.AsArray().Count.ShouldBe(2);
        (await _yard.GetAsync("/audit/verify"))["valid"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-35")]
    [Trait("criterion", "PRV-115")]
    public async Task A_node_killed_at_any_moment_of_a_change_loses_nothing_that_was_acknowledged()
    {
        for (var round = 0; round < LongForm.Pick(brief: 5, full: 100); round++)
        {
            // The change is on its way when the node that makes it is killed. Whether it committed is unknown; what must hold is that both agree with the database.
            var change = TryPatchAsync(round);
            await _yard.Nodes[0].KillAsync();
            var acknowledged = await change;

            var stored = await _yard.GetAsync("/providers/sim-openai", node: 1);
            var enabled = (bool)stored["enabled"]!;
            if (acknowledged)
            {
                enabled.ShouldBe(round % 2 == 1);
            }

            await _yard.AddNodeAsync(reuseDirectoryOf: 0);
            await _yard.GetAsync("/rollout?wait=30s");
            await EachNodeAsync(enabled ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        }

        (await _yard.GetAsync("/audit/verify"))["valid"]!.GetValue<bool>().ShouldBeTrue();
    }

    private async Task<bool> TryPatchAsync(int round)
    {
        try
        {
            using var patch = new StringContent(new JsonObject { ["enabled"] = round % 2 == 1 }.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await _yard.Control().PatchAsync(new Uri("/api/v1/providers/sim-openai", UriKind.Relative), patch);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task EachNodeAsync(HttpStatusCode expected)
    {
        for (var node = 0; node < _yard.Nodes.Count; node++)
        {
            using var client = _yard.Data(node);
            using var content = new StringContent("""{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/sim-openai/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(expected, $"node {node}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    /// <summary>Sends a change until the control plane takes it: the database says when it is back, not a clock.</summary>
    private async Task UntilAcceptedAsync(string path, object change)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var content = new StringContent(System.Text.Json.JsonSerializer.Serialize(change), Encoding.UTF8, "application/json");
            using var answer = await _yard.Control().PatchAsync(new Uri("/api/v1" + path, UriKind.Relative), content, patience.Token);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(patience.Token));
                return;
            }

            await Patience.PauseAsync(patience.Token);
        }
    }

    private async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> done)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await _yard.GetAsync(path);
            if (done(page))
            {
                return page;
            }

            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"{path} → {page}\nall: {await _yard.GetAsync("/interceptions")}");
            }

            await Patience.PauseAsync();
        }
    }
}
