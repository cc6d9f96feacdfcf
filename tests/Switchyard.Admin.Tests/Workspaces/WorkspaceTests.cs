using System.Net;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Workspaces;

public sealed class WorkspaceTests
{
    private const string Path = "/api/v1/workspaces";

    [Fact]
    public async Task A_workspace_is_created_shown_changed_and_deleted()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = (await plane.Client.Users.CreateAsync(new NewUser("ann"))).Value!;

        var created = await plane.Http.SendAsync("POST", Path, $$"""{"name":"web","displayName":"Web team","ownerId":"{{user.Id}}","users":[]}""");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var id = created.Json.GetProperty("id").GetString();
        (created.Headers["Location"], created.Headers["ETag"], created.Headers["X-Switchyard-Revision"]).ShouldBe(($"{Path}/{id}", "\"v1\"", "2"));
        (created.Json.GetProperty("owner").GetString(), created.Json.GetProperty("displayName").GetString(), created.Json.GetProperty("users").GetArrayLength()).ShouldBe(("ann", "Web team", 0));

        var shown = await plane.Http.SendAsync("GET", $"{Path}/web");
        shown.Text.ShouldBe(created.Text);
        (await plane.Http.SendAsync("GET", $"{Path}/{id}")).Text.ShouldBe(created.Text);
        (await plane.Http.SendAsync("GET", Path)).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await plane.Http.SendAsync("GET", $"{Path}/web", headers: ("If-None-Match", "\"v1\""))).Status.ShouldBe(HttpStatusCode.NotModified);

        var stale = await plane.Http.SendAsync("PATCH", $"{Path}/web", """{"displayName":"x"}""", headers: ("If-Match", "\"v9\""));
        stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        var changed = await plane.Http.SendAsync("PATCH", $"{Path}/web", """{"name":"web","ownerId":null,"users":null}""", headers: ("If-Match", "\"v1\""));
        (changed.Status, changed.Headers["ETag"], changed.Json.GetProperty("owner").GetString(), changed.Json.GetProperty("users").GetRawText()).ShouldBe((HttpStatusCode.OK, "\"v2\"", null, "null"));
        (await plane.Http.SendAsync("PATCH", $"{Path}/web", """{"ownerId":null}""")).Headers["ETag"].ShouldBe("\"v2\"", "nothing changed");

        (await plane.Http.SendAsync("DELETE", $"{Path}/web")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await plane.Http.SendAsync("GET", $"{Path}/web")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.EventsAsync()).Select(row => (row.Type, row.Action, row.EntityId)).Skip(1)
            .ShouldBe([("workspaces_changed", "create", id!), ("workspaces_changed", "update", id!), ("workspaces_changed", "delete", id!)]);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"Web"}""", "name")]
    [InlineData("""{"name":"web","ownerId":"x","users":["y"],"colour":"red"}""", "ownerId users[0] colour")]
    [InlineData("""{"name":"web","ownerId":"01900000-0000-7000-8000-000000000001","users":["01900000-0000-7000-8000-000000000001"]}""", "ownerId users[0]")]
    public async Task Every_fault_is_named(string body, string fields)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        string.Join(' ', answer.Fields).ShouldBe(fields);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_never_changes()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", Path, """{"name":"web"}""");

        var again = await plane.Http.SendAsync("POST", Path, """{"name":"web"}""");
        (again.Status, again.Code).ShouldBe((HttpStatusCode.Conflict, "name_taken"));
        (await plane.Http.SendAsync("PATCH", $"{Path}/web", """{"name":"other"}""")).Fields.ShouldBe(["name"]);
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    public async Task A_deleted_workspace_takes_its_bundles_and_their_credentials_along_in_one_change()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", Path, """{"name":"web"}""");
        await plane.Http.SendAsync("POST", $"{Path}/web/bundles", """{"name":"b","type":"stdio","command":"c","credentials":[{"name":"A","env":"A"}]}""");
        await plane.Http.SendAsync("PUT", $"{Path}/web/bundles/b/credentials?wait=0s", """{"A":"canary-0123456789"}""");
        await plane.Http.SendAsync("POST", $"{Path}/web/bundles", """{"name":"kept","type":"stdio","command":"c","protected":true}""");

        var refused = await plane.Http.SendAsync("DELETE", $"{Path}/web");
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "bundle_protected"));
        (await plane.QueryAsync<long>("select count(*) from bundle_credentials"))[0].ShouldBe(1, "nothing was done by half");

        await plane.Http.SendAsync("PATCH", $"{Path}/web/bundles/kept", """{"protected":false}""");
        var before = (await plane.EventsAsync()).Count;
        (await plane.Http.SendAsync("DELETE", $"{Path}/web")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await plane.EventsAsync()).Count.ShouldBe(before + 1);
        (await plane.QueryAsync<long>("select (select count(*) from bundles) + (select count(*) from bundle_credentials)"))[0].ShouldBe(0);
        (await plane.QueryAsync<string>("select action || ' ' || entity_name from audit_entries order by version desc limit 3")).ShouldBe(["bundle.delete web/kept", "bundle.delete web/b", "workspace.delete web"]);
    }
}
