using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Postgres;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Configuration;

/// <summary>
/// A node killed at a known step of a write: its transaction waits for a row that the test holds, and the process is gone before it gets it. What was not answered has not happened at all, and the next node does it.
/// </summary>
public sealed class KilledWhileWritingTests(PostgresServer postgres)
{
    private static CancellationToken Ended => Patience.Token;

    [Theory]
    [InlineData("put", "config_documents")]
    [InlineData("put", "audit")]
    [InlineData("put", "config")]
    [InlineData("put", "config_documents_changed")]
    [InlineData("begin", "config_canary_changed")]
    [InlineData("promote", "config_documents")]
    [InlineData("promote", "audit")]
    [InlineData("promote", "config_documents_changed")]
    [InlineData("revert", "config_canary_changed")]
    [Trait("criterion", "CFG-8")]
    [Trait("criterion", "CFG-47")]
    public async Task Killed(string operation, string row)
    {
        var address = await postgres.CreateDatabaseAsync();
        await using var yard = await Yard.StartAsync(nodes: 2, database: address);
        await using var database = PostgresDatabase.Create(address, TimeProvider.System, NullLoggerFactory.Instance);
        await PutAsync(yard, 1, Text(1));
        // Every row that is waited for is there.
        var first = await BeginAsync(yard, 1, Text(2));
        await yard.PostAsync($"/config/revisions/{first}/revert", null, node: 1);
        var canary = operation is "promote" or "revert" ? await BeginAsync(yard, 1, Text(3)) : 0;
        var before = await StateAsync(yard);

        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holder = database.WriteAsync(
            async (session, token) =>
            {
                await StreamTable.LockAsync(session, row, token);
                held.SetResult();
                await release.Task.WaitAsync(token);
            },
            Ended);
        await held.Task.WaitAsync(Ended);
        var write = LostAsync(operation switch
        {
            "put" => PutAsync(yard, 0, Text(9)),
            "begin" => BeginAsync(yard, 0, Text(9)),
            _ => yard.PostAsync($"/config/revisions/{canary}/{operation}", null),
        });
        while (await database.ReadAsync((session, token) => session.QueryFirstAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()", null, token), Ended) == 0)
        {
            await Patience.PauseAsync(Ended);
        }

        await yard.Nodes[0].KillAsync();
        await write;
        release.SetResult();
        await holder;

        (await StateAsync(yard)).ShouldBe(before);
        _ = operation switch
        {
            "put" => await PutAsync(yard, 1, Text(9)),
            "begin" => await BeginAsync(yard, 1, Text(9)),
            _ => await yard.PostAsync($"/config/revisions/{canary}/{operation}", null, node: 1),
        };
        var after = JsonNode.Parse(await StateAsync(yard))!;
        ((long)after["revisions"]! - (long)JsonNode.Parse(before)!["revisions"]!).ShouldBe(1);
        ((string?)after["team"]).ShouldBe(operation switch { "put" => Text(9), "promote" => Text(3), _ => Text(1) });
        ((bool)(await yard.GetAsync("/audit/verify", 1))["valid"]!).ShouldBeTrue();
    }

    /// <summary>Everything that a write touches, as one text.</summary>
    private static async Task<string> StateAsync(Yard yard)
    {
        var history = (await yard.GetAsync("/config/documents/team/history", 1))["items"]!.AsArray();
        var canary = await yard.GetAsync("/config/canary", 1);
        return new JsonObject
        {
            ["team"] = await yard.Control(1).GetStringAsync(new Uri("/api/v1/config/documents/team?raw=true", UriKind.Relative), Ended),
            ["versions"] = history.Count,
            ["revisions"] = (long)(await yard.GetAsync("/config/revisions?limit=1", 1))["items"]![0]!["revision"]!,
            ["audit"] = (long)(await yard.GetAsync("/audit?limit=1", 1))["items"]![0]!["sequence"]!,
            ["canary"] = $"{canary["revision"]} {canary["state"]}",
        }.ToJsonString();
    }

    private static async Task<long> PutAsync(Yard yard, int node, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "application/yaml");
        using var answer = await yard.Control(node).PutAsync(new Uri("/api/v1/config/documents/team", UriKind.Relative), content, Ended);
        ((int)answer.StatusCode).ShouldBeInRange(200, 201, await answer.Content.ReadAsStringAsync(Ended));
        return 0;
    }

    private static async Task<long> BeginAsync(Yard yard, int node, string text)
    {
        var body = new { documents = new { team = text }, canary = new { percent = 50, promote = "manual" } };
        using var answer = await yard.Control(node).PostAsJsonAsync(new Uri("/api/v1/config/revisions", UriKind.Relative), body, Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ended));
        return (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ended))!["canary"]!["revision"]!;
    }

    private static async Task LostAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (HttpRequestException)
        {
            // The node was killed before it could answer.
            return;
        }

        throw new InvalidOperationException("The write was answered although its row was held.");
    }

    private static string Text(int number) => $"version: 1\nserver: {{drainCeiling: {number}m}}\n";
}
