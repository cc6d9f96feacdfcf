using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Tests.Gateways;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Time;

namespace Switchyard.Admin.Tests.GatewayTokens;

public sealed class GatewayTokenTests
{
    private const string Tokens = "/api/v1/gateways/edge-eu/tokens";

    [Fact]
    [Trait("criterion", "HUB-39")]
    [Trait("criterion", "HUB-13")]
    public async Task A_token_is_shown_once_and_only_its_hash_is_kept()
    {
        await using var plane = await ControlPlane.StartAsync();
        await new Fleet(plane).CreateAsync("edge-eu");

        var issued = await plane.Http.SendAsync("POST", Tokens, """{"expiresAt":"2099-01-01T00:00:00Z"}""");
        var secret = issued.Json.GetProperty("secret").GetString()!;
        var listed = await plane.Http.SendAsync("GET", Tokens);

        issued.Status.ShouldBe(HttpStatusCode.Created, issued.Text);
        secret.ShouldStartWith("swg_");
        var row = listed.Json.GetProperty("items").EnumerateArray().Single();
        row.GetProperty("id").GetString().ShouldBe(issued.Json.GetProperty("id").GetString());
        row.GetProperty("masked").GetString().ShouldBe($"…{secret[^4..]}");
        row.GetProperty("expiresAt").GetString().ShouldBe("2099-01-01T00:00:00.000Z");
        row.GetProperty("lastUsedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await plane.QueryAsync<byte[]>("select hash from gateway_tokens")).Single().ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        foreach (var path in new[] { Tokens, "/api/v1/gateways", "/api/v1/audit" })
        {
            (await plane.Http.SendAsync("GET", path)).Text.ShouldNotContain(secret);
        }

        var provisioned = (await plane.EventsAsync())[^1];
        (provisioned.Type, provisioned.Action, provisioned.EntityId, provisioned.Data).ShouldBe(("gateway_tokens_changed", "provision", row.GetProperty("id").GetString()!, "{}"));
        plane.Parts.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "HUB-39")]
    public async Task A_third_active_token_is_refused_until_one_is_revoked()
    {
        await using var plane = await ControlPlane.StartAsync();
        await new Fleet(plane).CreateAsync("edge-eu");
        var first = await plane.Http.SendAsync("POST", Tokens);
        await plane.Http.SendAsync("POST", Tokens, "{}");

        var third = await plane.Http.SendAsync("POST", Tokens, "{}");
        var revoked = await plane.Http.SendAsync("DELETE", $"{Tokens}/{first.Json.GetProperty("id").GetString()}");
        var again = await plane.Http.SendAsync("DELETE", $"{Tokens}/{first.Json.GetProperty("id").GetString()}");
        var replaced = await plane.Http.SendAsync("POST", Tokens, "{}");

        first.Status.ShouldBe(HttpStatusCode.Created, "a body is not needed");
        (third.Status, third.Code).ShouldBe((HttpStatusCode.Conflict, "too_many_tokens"));
        revoked.Status.ShouldBe(HttpStatusCode.NoContent);
        again.Status.ShouldBe(HttpStatusCode.NotFound);
        replaced.Status.ShouldBe(HttpStatusCode.Created);
        (await plane.Http.SendAsync("GET", Tokens)).Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        (await plane.EventsAsync()).Select(row => row.Action).ShouldBe(["create", "provision", "provision", "revoke", "provision"]);
    }

    [Fact]
    [Trait("criterion", "HUB-39")]
    public async Task An_expired_token_does_not_take_a_place_but_is_still_shown()
    {
        var time = new FakeTime();
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Time = time });
        await new Fleet(plane).CreateAsync("edge-eu");
        var soon = JsonSerializer.Serialize(new { expiresAt = time.GetUtcNow().AddMinutes(1) });
        await plane.Http.SendAsync("POST", Tokens, soon);
        await plane.Http.SendAsync("POST", Tokens, "{}");
        (await plane.Http.SendAsync("POST", Tokens, "{}")).Status.ShouldBe(HttpStatusCode.Conflict);

        time.Advance(TimeSpan.FromMinutes(1));

        (await plane.Http.SendAsync("POST", Tokens, "{}")).Status.ShouldBe(HttpStatusCode.Created);
        (await plane.Http.SendAsync("GET", Tokens)).Json.GetProperty("items").GetArrayLength().ShouldBe(3);
        (await plane.Http.SendAsync("POST", Tokens, soon)).Fields.ShouldBe(["expiresAt"]);
    }

    [Fact]
    public async Task A_token_is_the_gateways_own_and_a_dry_run_issues_none()
    {
        await using var plane = await ControlPlane.StartAsync();
        var fleet = new Fleet(plane);
        await fleet.CreateAsync("edge-eu");
        await fleet.CreateAsync("edge-us");
        var other = (await plane.Http.SendAsync("POST", "/api/v1/gateways/edge-us/tokens", "{}")).Json.GetProperty("id").GetString();

        var foreign = await plane.Http.SendAsync("DELETE", $"{Tokens}/{other}");
        var dry = await plane.Http.SendAsync("POST", $"{Tokens}?dryRun=true", "{}");
        var nowhere = await plane.Http.SendAsync("POST", "/api/v1/gateways/nobody/tokens", "{}");

        foreign.Status.ShouldBe(HttpStatusCode.NotFound);
        dry.Text.ShouldNotContain("swg_");
        (await plane.Http.SendAsync("GET", Tokens)).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        nowhere.Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
