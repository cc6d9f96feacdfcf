using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Bundles;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Bundles;

public sealed class CredentialTests
{
    private const string Path = "/api/v1/workspaces/web/bundles/b/credentials";
    private const string Canary = "canary-0123456789-abcdef";
    private static readonly BundleKey Key = new("web", "b");

    private readonly FakeBundles _bundles = new();

    [Fact]
    [Trait("criterion", "BND-23")]
    public async Task A_set_is_stored_whole_and_no_value_comes_back()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, runningVersion: 1));

        var stored = await plane.Http.SendAsync("PUT", Path, $$"""{"A":"{{Canary}}","B":"two"}""");
        (stored.Status, stored.Headers["ETag"], stored.Json.GetProperty("version").GetInt64(), stored.Json.GetProperty("runningVersion").GetInt64()).ShouldBe((HttpStatusCode.OK, "\"v1\"", 1, 1), stored.Text);
        (Populated(stored), stored.Json.GetProperty("respawn").GetProperty("ok").GetBoolean()).ShouldBe(("A:True B:True", true));

        var cleared = await plane.Http.SendAsync("PUT", Path, """{"B":""}""");
        (Populated(cleared), cleared.Json.GetProperty("version").GetInt64()).ShouldBe(("A:True B:False", 2));
        (await plane.QueryAsync<string>("select version || ' ' || revoked from bundle_credential_sets")).ShouldBe(["2 1"]);
        var one = await plane.Http.SendAsync("PUT", $"{Path}/B", """{"value":"three"}""");
        (Populated(one), one.Json.GetProperty("version").GetInt64()).ShouldBe(("A:True B:True", 3));
        var nothing = await plane.Http.SendAsync("PUT", Path, """{"A":"x"}""", headers: ("If-Match", "\"v1\""));
        nothing.Status.ShouldBe(HttpStatusCode.PreconditionFailed);

        var shown = await plane.Http.SendAsync("GET", Path);
        (Populated(shown), shown.Headers["ETag"], shown.Json.TryGetProperty("respawn", out _)).ShouldBe(("A:True B:True", "\"v3\"", false));
        foreach (var text in new[] { stored.Text, shown.Text, (await plane.Http.SendAsync("GET", "/api/v1/audit")).Text, (await plane.Http.SendAsync("GET", "/api/v1/config")).Text, string.Join(' ', (await plane.EventsAsync()).Select(row => row.Data)) })
        {
            text.ShouldNotContain("canary");
        }

        string.Join('\n', plane.Parts.Logs.Lines).ShouldNotContain("canary");
        (await plane.EventsAsync()).Skip(2).Select(row => (row.Type, row.Action)).ShouldBe([("bundles_changed", "provision"), ("bundles_changed", "revoke"), ("bundles_changed", "provision")]);
    }

    [Theory]
    [Trait("criterion", "BND-23")]
    [InlineData("""{"A":"good","C":"bad"}""", "C")]
    [InlineData("""{"A":"good","B":7}""", "B")]
    [InlineData("""{"A":"good","B":null}""", "B")]
    [InlineData("""{"A":"good","B":{"x":1},"C":true}""", "B C")]
    [InlineData("""{"A":"good","B":"a\u0000b"}""", "B")]
    [InlineData("""{"A":"good","B":"…cdef"}""", "B")]
    [InlineData("""{}""", "")]
    public async Task One_field_that_is_wrong_refuses_the_whole_set(string body, string fields)
    {
        await using var plane = await StartAsync();
        var before = (await plane.EventsAsync()).Count;

        var answer = await plane.Http.SendAsync("PUT", Path, body);

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_credentials"), answer.Text);
        string.Join(' ', answer.Fields).ShouldBe(fields);
        (await plane.QueryAsync<long>("select count(*) from bundle_credentials"))[0].ShouldBe(0);
        (await plane.EventsAsync()).Count.ShouldBe(before);
    }

    [Fact]
    [Trait("criterion", "BND-24")]
    public async Task Who_may_not_or_what_takes_none_is_refused()
    {
        await using var plane = await StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces/web/bundles", """{"name":"plain","type":"stdio","command":"c"}""");
        var created = await plane.Client.Operators.CreateAsync(new NewOperator("watcher", "viewer"));
        using var viewer = new HttpClient { BaseAddress = plane.Address };
        viewer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Value!.Secret);

        (await plane.Http.SendAsync("PUT", Path.Replace("/b/", "/plain/", StringComparison.Ordinal), """{"A":"x"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var unknown = await plane.Http.SendAsync("PUT", Path.Replace("/b/", "/none/", StringComparison.Ordinal), """{"A":"x"}""");
        (unknown.Status, unknown.Code).ShouldBe((HttpStatusCode.NotFound, "bundle_not_found"));
        var forbidden = await viewer.SendAsync("PUT", Path, """{"A":"x"}""");
        forbidden.Status.ShouldBe(HttpStatusCode.Forbidden);
        forbidden.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("workspace.admin");
    }

    [Fact]
    [Trait("criterion", "BND-26")]
    public async Task After_a_failed_respawn_the_set_stays_and_the_versions_differ()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, runningVersion: 1));
        await plane.Http.SendAsync("PUT", Path, """{"A":"one"}""");
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running, runningVersion: 1, lastError: "401 from the server"));

        var stored = await plane.Http.SendAsync("PUT", Path, """{"A":"two"}""");

        (stored.Status, stored.Json.GetProperty("respawn").GetProperty("ok").GetBoolean(), stored.Json.GetProperty("respawn").GetProperty("error").GetString()).ShouldBe((HttpStatusCode.OK, false, "401 from the server"));
        var shown = (await plane.Http.SendAsync("GET", "/api/v1/workspaces/web/bundles/b")).Json;
        (shown.GetProperty("desiredVersion").GetInt64(), shown.GetProperty("runningVersion").GetInt64()).ShouldBe((2, 1));
    }

    [Fact]
    [Trait("criterion", "BND-27")]
    public async Task A_deleted_credential_is_waited_for_on_every_node()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running));
        await plane.Http.SendAsync("PUT", Path, """{"A":"one","B":"two"}""");
        var (reports, self) = (plane.Services.GetRequiredService<BundleReports>(), plane.Services.GetRequiredService<NodeIdentity>());
        await reports.WriteAsync(self.Id, [new BundleReport(Guid.CreateVersion7(), FakeBundles.Status(Key, BundleState.Running) with { SettledRevision = 2 }, [])], Patience.Token);

        var open = await plane.Http.SendAsync("DELETE", $"{Path}/A?wait=50ms");
        (open.Status, open.Json.GetProperty("ended").GetString(), Populated(open)).ShouldBe((HttpStatusCode.Accepted, "cut", "A:False B:True"), "a node has not said that it is done");

        await reports.WriteAsync(self.Id, [new BundleReport(Guid.CreateVersion7(), FakeBundles.Status(Key, BundleState.Running) with { SettledRevision = 100 }, [])], Patience.Token);
        var done = await plane.Http.SendAsync("DELETE", $"{Path}/B");
        (done.Status, done.Json.GetProperty("version").GetInt64()).ShouldBe((HttpStatusCode.OK, 3));
        (await plane.QueryAsync<string>("select version || ' ' || revoked from bundle_credential_sets")).ShouldBe(["3 2"]);
    }

    [Fact]
    [Trait("criterion", "BND-27")]
    public async Task A_deletion_can_be_left_to_the_restart_and_says_so()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running));
        await plane.Http.SendAsync("PUT", Path, """{"A":"one"}""");

        var deleted = await plane.Http.SendAsync("DELETE", $"{Path}/A?at=restart");
        (deleted.Status, deleted.Json.GetProperty("ended").GetString()).ShouldBe((HttpStatusCode.OK, "restart"));
        (await plane.QueryAsync<string>("select version || ' ' || revoked from bundle_credential_sets")).ShouldBe(["2 0"]);

        var before = (await plane.EventsAsync()).Count;
        (await plane.Http.SendAsync("DELETE", $"{Path}/A")).Status.ShouldBe(HttpStatusCode.OK, "it is gone already");
        (await plane.Http.SendAsync("DELETE", $"{Path}/never")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.EventsAsync()).Count.ShouldBe(before);
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    public async Task Two_who_write_different_fields_lose_nothing()
    {
        await using var plane = await StartAsync();
        _bundles.SettleAs(FakeBundles.Status(Key, BundleState.Running));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => plane.Http.SendAsync("PUT", Path, i % 2 == 0 ? """{"A":"one"}""" : """{"B":"two"}""")));

        var shown = await plane.Http.SendAsync("GET", Path);
        (Populated(shown), shown.Json.GetProperty("version").GetInt64()).ShouldBe(("A:True B:True", 10));
    }

    private static string Populated(RawAnswer answer) =>
        string.Join(' ', answer.Json.GetProperty("populated").EnumerateObject().Select(field => $"{field.Name}:{field.Value.GetBoolean()}"));

    private async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = _bundles });
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        var created = await plane.Http.SendAsync(
            "POST", "/api/v1/workspaces/web/bundles", """{"name":"b","type":"stdio","command":"c","credentials":[{"name":"A","env":"A","required":true},{"name":"B","env":"B"}]}""");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        return plane;
    }
}
