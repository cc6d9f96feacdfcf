using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.AgentTokens;

public sealed class AgentTokenTests
{
    private const string Web = "/api/v1/workspaces/web";
    private const string Tokens = $"{Web}/agent-tokens";

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task A_token_is_shown_once_and_only_its_hash_is_kept()
    {
        await using var plane = await ControlPlane.StartAsync();
        var build = await BeginAsync(plane);

        var issued = await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{build}}","name":"main","expiresAt":"2099-01-01T00:00:00Z"}""", headers: ("Idempotency-Key", "k"));
        issued.Status.ShouldBe(HttpStatusCode.Created, issued.Text);
        var secret = issued.Json.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("swa_");
        (await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{build}}","name":"main","expiresAt":"2099-01-01T00:00:00Z"}""", headers: ("Idempotency-Key", "k"))).Text.ShouldBe(issued.Text);

        var row = (await plane.Http.SendAsync("GET", Tokens)).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (row.GetProperty("id").GetString(), row.GetProperty("masked").GetString(), row.GetProperty("name").GetString(), row.GetProperty("buildId").GetString(), row.GetProperty("expiresAt").GetString())
            .ShouldBe((issued.Json.GetProperty("id").GetString(), $"…{secret[^4..]}", "main", build, "2099-01-01T00:00:00.000Z"));
        row.GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await plane.QueryAsync<byte[]>("select hash from agent_tokens")).Single().ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        foreach (var path in (string[])[Tokens, $"{Web}/agents", "/api/v1/audit", Web])
        {
            (await plane.Http.SendAsync("GET", path)).Text.ShouldNotContain(secret);
        }

        plane.Parts.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
        await plane.Http.SendAsync("DELETE", $"{Tokens}/{issued.Json.GetProperty("id").GetString()}");
        (await plane.QueryAsync<string>("select action || ' ' || entity_name from audit_entries order by version desc limit 2")).ShouldBe([$"agent_token.revoke web/…{secret[^4..]}", $"agent_token.provision web/…{secret[^4..]}"]);
        (await plane.Http.SendAsync("GET", Tokens)).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await plane.Http.SendAsync("DELETE", $"{Tokens}/{issued.Json.GetProperty("id").GetString()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_dry_run_issues_nothing_and_says_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var build = await BeginAsync(plane);
        var events = (await plane.QueryAsync<long>("select count(*) from events"))[0];

        var answer = await plane.Http.SendAsync("POST", $"{Tokens}?dryRun=true", $$"""{"buildId":"{{build}}","name":"main"}""");

        (answer.Status, answer.Json.GetProperty("result").TryGetProperty("secret", out _)).ShouldBe((HttpStatusCode.OK, false), answer.Text);
        (await plane.QueryAsync<long>("select (select count(*) from agent_tokens) + (select count(*) from agents)"))[0].ShouldBe(0);
        (await plane.QueryAsync<long>("select count(*) from events"))[0].ShouldBe(events);
    }

    [Theory]
    [InlineData("""{}""", "buildId")]
    [InlineData("""{"buildId":"x","name":"Main!","expiresAt":"2001-01-01T00:00:00Z","colour":1}""", "buildId name expiresAt colour")]
    [InlineData("""{"buildId":"01900000-0000-7000-8000-000000000001"}""", "buildId")]
    public async Task Every_fault_is_named(string body, string fields)
    {
        await using var plane = await ControlPlane.StartAsync();
        await BeginAsync(plane);

        var answer = await plane.Http.SendAsync("POST", Tokens, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Fields.Order(StringComparer.Ordinal).ShouldBe(fields.Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("criterion", "AGT-6")]
    public async Task A_build_that_is_over_gets_no_tokens()
    {
        await using var plane = await ControlPlane.StartAsync();
        var build = await BeginAsync(plane);
        var other = (await plane.Http.SendAsync("POST", $"{Web}/builds")).Json.GetProperty("id").GetString();
        await plane.Http.SendAsync("PATCH", $"{Web}/builds/2", """{"state":"succeeded"}""");

        foreach (var id in new[] { build, other })
        {
            var answer = await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{id}}"}""");
            answer.Status.ShouldBe(id == build ? HttpStatusCode.Conflict : HttpStatusCode.Created);
        }

        await plane.Http.SendAsync("PATCH", $"{Web}/builds/2", """{"state":"stopped"}""");
        (await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{other}}"}""")).Code.ShouldBe("build_retired");
    }

    [Fact]
    public async Task Tokens_of_another_workspace_are_not_there_and_viewers_issue_none()
    {
        await using var plane = await ControlPlane.StartAsync();
        var build = await BeginAsync(plane);
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"ops"}""");
        var id = (await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{build}}"}""")).Json.GetProperty("id").GetString();

        (await plane.Http.SendAsync("DELETE", $"/api/v1/workspaces/ops/agent-tokens/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces/ops/agent-tokens", $$"""{"buildId":"{{build}}"}""")).Fields.ShouldBe(["buildId"]);
        (await plane.Http.SendAsync("DELETE", $"{Tokens}/x")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var viewer = (await plane.Client.Operators.CreateAsync(new("viewer", "viewer"))).Value!;
        (await plane.Http.SendAsync("POST", Tokens, $$"""{"buildId":"{{build}}"}""", headers: ("Authorization", $"Bearer {viewer.Secret}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string> BeginAsync(ControlPlane plane)
    {
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        return (await plane.Http.SendAsync("POST", $"{Web}/builds")).Json.GetProperty("id").GetString()!;
    }
}
