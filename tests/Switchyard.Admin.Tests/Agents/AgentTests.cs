using System.Net;
using System.Text.Json;
using Switchyard.Admin.Agents;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Agents;

public sealed class AgentTests
{
    private const string Register = "/api/v1/agents/register";
    private const string Web = "/api/v1/workspaces/web";
    private const string Main = """{"name":"main","address":"http://127.0.0.1:7000","version":"1.2","bootId":"b1","default":true}""";

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task An_agent_registers_with_its_token_and_is_shown()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (build, token) = await BeginAsync(plane);

        var first = await RegisterAsync(plane, token, Main);
        first.Status.ShouldBe(HttpStatusCode.OK, first.Text);
        first.Headers["Cache-Control"].ShouldBe("no-store");
        (first.Json.GetProperty("heartbeat").GetString(), first.Json.GetProperty("buildId").GetString()).ShouldBe(("10s", build));
        Convert.FromBase64String(first.Json.GetProperty("dialKey").GetString()!).Length.ShouldBe(32);
        (await RegisterAsync(plane, token, Main)).Text.ShouldBe(first.Text, "the same process");
        var restarted = await RegisterAsync(plane, token, Main.Replace("b1", "b2", StringComparison.Ordinal));
        restarted.Json.GetProperty("agentId").GetString().ShouldBe(first.Json.GetProperty("agentId").GetString());
        restarted.Json.GetProperty("dialKey").GetString().ShouldNotBe(first.Json.GetProperty("dialKey").GetString());

        var shown = await plane.Http.SendAsync("GET", $"{Web}/agents");
        var agent = shown.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        agent.GetProperty("id").GetString().ShouldBe(first.Json.GetProperty("agentId").GetString());
        (Text(agent, "name"), Text(agent, "status"), Text(agent, "startup"), Text(agent, "address"), Text(agent, "seenFrom"), Text(agent, "bootId"), Text(agent, "version"), Text(agent, "buildId"))
            .ShouldBe(("main", "connected", "ready", "http://127.0.0.1:7000", "127.0.0.1", "b2", "1.2", build));
        (agent.GetProperty("default").GetBoolean(), agent.GetProperty("external").GetBoolean(), agent.GetProperty("build").GetInt64()).ShouldBe((true, false, 1));
        shown.Text.ShouldNotContain("dialKey");
        plane.Parts.Logs.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal) || line.Contains(restarted.Json.GetProperty("dialKey").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    [Trait("criterion", "AGT-8")]
    public async Task Without_a_token_that_holds_nobody_registers()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, token) = await BeginAsync(plane);
        await RegisterAsync(plane, token, Main);

        (await RegisterAsync(plane, ControlPlane.Token, Main)).Status.ShouldBe(HttpStatusCode.Unauthorized, "an operator is no agent");
        (await RegisterAsync(plane, "swa_x", "no json")).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(HttpStatusCode.Unauthorized), answer => answer.Code.ShouldBe("unauthorized"));
        (await plane.Http.SendAsync("GET", $"{Web}/agents", headers: ("Authorization", $"Bearer {token}"))).Status.ShouldBe(HttpStatusCode.Unauthorized, "an agent is no operator");

        var second = (await plane.Http.SendAsync("POST", $"{Web}/builds")).Json.GetProperty("id").GetString();
        var later = (await plane.Http.SendAsync("POST", $"{Web}/agent-tokens", $$"""{"buildId":"{{second}}"}""")).Json;
        (await RegisterAsync(plane, Text(later, "secret")!, Main)).Status.ShouldBe(HttpStatusCode.OK);
        await plane.Http.SendAsync("PATCH", $"{Web}/builds/2", """{"state":"succeeded"}""");
        var retired = await RegisterAsync(plane, token, Main);
        (retired.Status, retired.Code).ShouldBe((HttpStatusCode.Conflict, "build_retired"));
        (await StatusesAsync(plane)).ShouldBe([("main", "connected", null), ("main", "retired", "replaced")]);

        (await plane.Http.SendAsync("DELETE", $"{Web}/agent-tokens/{Text(later, "id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await RegisterAsync(plane, Text(later, "secret")!, Main)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusesAsync(plane)).ShouldBe([("main", "retired", "revoked"), ("main", "retired", "replaced")]);
    }

    [Fact]
    [Trait("criterion", "AGT-8")]
    public async Task A_workspace_of_nobody_has_no_agents()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, token) = await BeginAsync(plane);
        await plane.Http.SendAsync("PATCH", Web, """{"users":[]}""");

        var answer = await RegisterAsync(plane, token, Main);

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Forbidden, "workspace_not_granted"));
    }

    [Theory]
    [Trait("criterion", "AGT-9")]
    [InlineData("""{}""", "name address bootId")]
    [InlineData("""{"name":"Main","address":"http://a:1","bootId":""}""", "name bootId")]
    [InlineData("""{"name":"a","address":"http://a:1","bootId":"b","startup":"late","default":1,"colour":"red"}""", "startup default colour")]
    [InlineData("""{"name":"a","address":"ftp://a:1","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"a:1","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"http://u:p@a:1","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"http://a:1/path","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"http://a:1/?q","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"http://a:1/#f","bootId":"b"}""", "address")]
    [InlineData("""{"name":"a","address":"http://a:0","bootId":"b"}""", "address")]
    public async Task Whatever_an_agent_says_wrongly_is_named(string body, string fields)
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, token) = await BeginAsync(plane);

        var answer = await RegisterAsync(plane, token, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        string.Join(' ', answer.Fields.Order(StringComparer.Ordinal)).ShouldBe(string.Join(' ', fields.Split(' ').Order(StringComparer.Ordinal)));
        (await StatusesAsync(plane)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task A_body_that_is_too_long_and_too_many_tries_are_refused()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, token) = await BeginAsync(plane);

        (await RegisterAsync(plane, token, $$"""{"name":"{{new string('a', RegisterEndpoint.MostBytes)}}"}""")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        for (var i = 0; i < 60; i++)
        {
            (await RegisterAsync(plane, "swa_wrong", Main)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var held = await RegisterAsync(plane, token, Main);
        (held.Status, held.Code).ShouldBe((HttpStatusCode.TooManyRequests, "too_many_failures"));
        int.Parse(held.Headers["Retry-After"]).ShouldBeInRange(1, 60);
    }

    /// <summary>The times are moved in the database, whose clock decides.</summary>
    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task How_an_agent_is_comes_from_the_clock_of_the_database()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (build, token) = await BeginAsync(plane);
        await RegisterAsync(plane, token, Main);
        await plane.Http.SendAsync("POST", $"{Web}/agent-tokens", $$"""{"buildId":"{{build}}","name":"expected"}""");
        (await StatusesAsync(plane)).ShouldBe([("expected", "connecting", null), ("main", "connected", null)]);

        await MoveAsync(plane, "update agents set last_seen_at = last_seen_at - 29000 where name = 'main'");
        (await StatusesAsync(plane))[1].Status.ShouldBe("connected");
        await MoveAsync(plane, "update agents set last_seen_at = last_seen_at - 1000 where name = 'main'");
        (await StatusesAsync(plane))[1].Status.ShouldBe("disconnected");

        await MoveAsync(plane, "update agents set created_at = created_at - 600000 where name = 'expected'");
        (await StatusesAsync(plane))[0].Status.ShouldBe("connecting", "its build is not done");
        await plane.Http.SendAsync("PATCH", $"{Web}/builds/1", """{"state":"succeeded"}""");
        await MoveAsync(plane, "update workspace_builds set finished_at = finished_at - 119000");
        (await StatusesAsync(plane))[0].Status.ShouldBe("connecting");
        await MoveAsync(plane, "update workspace_builds set finished_at = finished_at - 1000");
        (await StatusesAsync(plane))[0].Status.ShouldBe("timeout");
        await MoveAsync(plane, "update agents set created_at = created_at + 600000 where name = 'expected'");
        (await StatusesAsync(plane))[0].Status.ShouldBe("connecting", "it was named a moment ago");
        await plane.Http.SendAsync("PATCH", $"{Web}/builds/1", """{"state":"stopped"}""");
        (await StatusesAsync(plane)).ShouldBe([("expected", "retired", "stopped"), ("main", "retired", "stopped")]);
    }

    [Fact]
    [Trait("criterion", "AGT-5")]
    public async Task A_deleted_workspace_cuts_its_agents_and_is_one_change_of_the_configuration()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (_, token) = await BeginAsync(plane);
        await RegisterAsync(plane, token, Main);
        var before = (await plane.EventsAsync()).Count;

        (await plane.Http.SendAsync("DELETE", Web)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await plane.EventsAsync()).Count.ShouldBe(before + 1);
        (await plane.QueryAsync<string>("select retired_reason from agents")).ShouldBe(["deleted"]);
        (await plane.QueryAsync<string>("select action from events where stream = 'agents' order by version desc limit 1")).ShouldBe(["revoke"]);
        (await RegisterAsync(plane, token, Main)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await RegisterAsync(plane, token, Main)).Status.ShouldBe(HttpStatusCode.Unauthorized, "it is another workspace of the same name");
    }

    private static async Task<(string Build, string Token)> BeginAsync(ControlPlane plane)
    {
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        var build = Text((await plane.Http.SendAsync("POST", $"{Web}/builds")).Json, "id")!;
        return (build, Text((await plane.Http.SendAsync("POST", $"{Web}/agent-tokens", $$"""{"buildId":"{{build}}"}""")).Json, "secret")!);
    }

    private static Task<RawAnswer> RegisterAsync(ControlPlane plane, string token, string body) => plane.Http.SendAsync("POST", Register, body, headers: ("Authorization", $"Bearer {token}"));

    private static async Task<(string? Name, string? Status, string? Reason)[]> StatusesAsync(ControlPlane plane) =>
        [.. (await plane.Http.SendAsync("GET", $"{Web}/agents")).Json.GetProperty("items").EnumerateArray().Select(item => (Text(item, "name"), Text(item, "status"), Text(item, "retiredReason")))];

    private static Task MoveAsync(ControlPlane plane, string sql) =>
        plane.Database.WriteAsync((session, token) => session.ExecuteAsync(sql, null, token), TestContext.Current.CancellationToken);

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
