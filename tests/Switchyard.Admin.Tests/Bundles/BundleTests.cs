using System.Net;
using System.Net.Http.Headers;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Tests.Bundles;

public sealed class BundleTests
{
    private const string Path = "/api/v1/workspaces/web/bundles";
    private const string Files = """{"name":"files","type":"process","command":"node","args":["server.js","--root","/srv"],"env":{"MODE":"quiet"},"credentials":[{"name":"TOKEN","env":"TOKEN","required":true}]}""";

    private static readonly BundleKey Key = new("web", "files");

    [Fact]
    [Trait("criterion", "BND-1")]
    [Trait("criterion", "BND-5")]
    public async Task A_bundle_is_defined_and_shown_with_its_state()
    {
        var bundles = new FakeBundles();
        await using var plane = await StartAsync(bundles);

        var created = await plane.Http.SendAsync("POST", Path, Files);
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        (created.Headers["Location"], created.Headers["ETag"], created.Headers["X-Switchyard-Revision"]).ShouldBe(($"{Path}/files", "\"v1.0\"", "2"));
        (created.Json.GetProperty("type").GetString(), created.Json.GetProperty("state").GetString(), created.Json.GetProperty("reason").GetString(), created.Json.GetProperty("lastError").GetString())
            .ShouldBe(("stdio", "stopped", "credentials_missing", "Needs TOKEN."));

        bundles.Statuses[Key] = FakeBundles.Status(Key, BundleState.Crashed, generation: 3, reason: "exited", lastError: "exit code 1", runningVersion: null);
        var shown = (await plane.Http.SendAsync("GET", $"{Path}/files")).Json;
        (shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString(), shown.GetProperty("generation").GetInt64(), shown.GetProperty("lastError").GetString(), shown.GetProperty("auth").GetString())
            .ShouldBe(("crashed", "exited", 3, "exit code 1", "none"));
        var node = shown.GetProperty("nodes").EnumerateArray().ShouldHaveSingleItem();
        (node.GetProperty("node").GetString(), node.GetProperty("state").GetString()).ShouldBe(("node-under-test", "crashed"));
        (shown.GetProperty("origin").GetString(), shown.GetProperty("limits").GetProperty("calls").GetInt32(), shown.GetProperty("timeouts").GetProperty("drain").GetString()).ShouldBe(("database", 64, "5m"));
        (await plane.Http.SendAsync("GET", $"{Path}/{shown.GetProperty("id").GetString()}")).Status.ShouldBe(HttpStatusCode.OK);

        var again = await plane.Http.SendAsync("POST", Path, Files);
        (again.Status, again.Code).ShouldBe((HttpStatusCode.Conflict, "name_taken"));
        var row = (await plane.EventsAsync())[^1];
        (row.Type, row.Action, row.EntityId).ShouldBe(("bundle_installed", "create", shown.GetProperty("id").GetString()!));
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    public async Task A_failed_first_start_leaves_the_definition_and_shows_the_error()
    {
        var bundles = new FakeBundles();
        bundles.SettleAs(FakeBundles.Status(Key, BundleState.Crashed, reason: "exited", lastError: "spawn: no such file"));
        await using var plane = await StartAsync(bundles);

        var created = await plane.Http.SendAsync("POST", $"{Path}?wait=5s", Files);

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Json.GetProperty("lastError").GetString().ShouldBe("spawn: no such file");
        (await plane.Http.SendAsync("GET", $"{Path}/files")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    public async Task An_invalid_definition_is_refused_with_every_path()
    {
        await using var plane = await StartAsync();

        var answer = await plane.Http.SendAsync(
            "POST", Path, """{"name":"A","type":"stdio","url":"https://x.example","credentials":[{"name":"T","env":"PATH"}],"timeouts":{"call":"0s"},"protocol":"1","colour":"red"}""");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_bundle"));
        answer.Fields.ShouldBe(["name", "timeouts.call", "command", "url", "protocol", "credentials[0].env", "colour"], ignoreOrder: true);
        answer.Json.GetProperty("errors")[0].GetProperty("path").GetString().ShouldNotBeNull();
        (await plane.Http.SendAsync("GET", Path)).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces/none/bundles", Files)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("criterion", "BND-12")]
    public async Task A_change_keeps_every_field_that_it_does_not_name_and_what_was_read_can_be_sent_back()
    {
        await using var plane = await StartAsync();
        await plane.Http.SendAsync("POST", Path, Files);

        var changed = await plane.Http.SendAsync("PATCH", $"{Path}/files", """{"limits":{"calls":2},"eager":true}""", headers: ("If-Match", "\"v1.0\""));
        (changed.Status, changed.Headers["ETag"]).ShouldBe((HttpStatusCode.OK, "\"v2.0\""));
        (changed.Json.GetProperty("command").GetString(), changed.Json.GetProperty("args").GetArrayLength(), changed.Json.GetProperty("env").GetProperty("MODE").GetString(), changed.Json.GetProperty("limits").GetProperty("calls").GetInt32())
            .ShouldBe(("node", 3, "quiet", 2));

        var back = await plane.Http.SendAsync("PATCH", $"{Path}/files", (await plane.Http.SendAsync("GET", $"{Path}/files")).Text);
        (back.Status, back.Headers["ETag"]).ShouldBe((HttpStatusCode.OK, "\"v2.0\""), back.Text);
        (await plane.Http.SendAsync("PATCH", $"{Path}/files", """{"eager":false}""", headers: ("If-Match", "\"v1.0\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await plane.Http.SendAsync("PATCH", $"{Path}/files", """{"name":"other"}""")).Fields.ShouldBe(["name"]);
        (await plane.EventsAsync()).Select(row => row.Type).ShouldBe(["workspaces_changed", "bundle_installed", "bundles_changed"]);
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    public async Task A_removed_bundle_takes_its_credentials_along_and_its_data_only_if_asked()
    {
        await using var plane = await StartAsync();
        await plane.Http.SendAsync("POST", Path, Files);
        await plane.Http.SendAsync("PUT", $"{Path}/files/credentials?wait=0s", """{"TOKEN":"canary-0123456789"}""");

        (await plane.Http.SendAsync("DELETE", $"{Path}/files")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await plane.QueryAsync<long>("select (select count(*) from bundles) + (select count(*) from bundle_credentials) + (select count(*) from bundle_purges)"))[0].ShouldBe(0);
        var gone = await plane.Http.SendAsync("DELETE", $"{Path}/files");
        (gone.Status, gone.Code).ShouldBe((HttpStatusCode.NotFound, "bundle_not_found"));

        await plane.Http.SendAsync("POST", Path, Files);
        (await plane.Http.SendAsync("GET", $"{Path}/files/credentials")).Json.GetProperty("populated").GetProperty("TOKEN").GetBoolean().ShouldBeFalse();
        (await plane.Http.SendAsync("DELETE", $"{Path}/files?purge=true")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await plane.QueryAsync<string>("select workspace || '/' || bundle from bundle_purges")).ShouldBe(["web/files"]);
        await plane.Http.SendAsync("POST", Path, Files);
        (await plane.QueryAsync<long>("select count(*) from bundle_purges"))[0].ShouldBe(0, "there is a bundle of this name again");
        (await plane.EventsAsync()).Count(row => row.Type == "bundle_removed").ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "BND-8")]
    public async Task A_protected_bundle_is_neither_respawned_nor_stopped_nor_removed()
    {
        await using var plane = await StartAsync();
        await plane.Http.SendAsync("POST", Path, Files.Replace("\"name\":\"files\"", "\"name\":\"files\",\"protected\":true", StringComparison.Ordinal));
        var before = (await plane.EventsAsync()).Count;

        foreach (var (method, path, body) in new[]
        {
            ("POST", $"{Path}/files/respawn", null), ("POST", $"{Path}/files/stop", null), ("DELETE", $"{Path}/files", null), ("PATCH", $"{Path}/files", """{"enabled":false}"""),
        })
        {
            var answer = await plane.Http.SendAsync(method, path, body);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Conflict, "bundle_protected"), path);
            answer.Json.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        }

        foreach (var (method, path) in new[] { ("POST", $"{Path}/none/respawn"), ("POST", $"{Path}/none/start"), ("GET", $"{Path}/none"), ("GET", $"{Path}/none/tools"), ("GET", $"{Path}/none/logs"), ("GET", $"{Path}/none/history") })
        {
            var answer = await plane.Http.SendAsync(method, path);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "bundle_not_found"), path);
        }

        (await plane.EventsAsync()).Count.ShouldBe(before);
        (await plane.Http.SendAsync("PATCH", $"{Path}/files", """{"protected":false}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.Http.SendAsync("DELETE", $"{Path}/files")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    [Trait("criterion", "BND-9")]
    public async Task A_definition_of_a_file_is_not_changed_but_credentials_start_stop_and_respawn_are()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-admin-file-");
        var file = System.IO.Path.Combine(directory.FullName, "a.yaml");
        await File.WriteAllTextAsync(
            file, "version: 1\nbundles:\n  - {name: files, workspaces: [web, file-only], type: stdio, command: c, credentials: [{name: TOKEN, env: TOKEN, required: true, value: canary-from-file}]}\n", TestContext.Current.CancellationToken);
        var bundles = new FakeBundles();
        await using var plane = await StartAsync(bundles, file);

        foreach (var workspace in (string[])["web", "file-only"])
        {
            var path = $"/api/v1/workspaces/{workspace}/bundles";
            var shown = await plane.Http.SendAsync("GET", $"{path}/files");
            (shown.Json.GetProperty("origin").GetString(), shown.Json.GetProperty("definedIn").GetString()).ShouldBe(("file", $"{file}:3"));
            shown.Text.ShouldNotContain("canary");
            foreach (var refused in new[] { await plane.Http.SendAsync("PATCH", $"{path}/files", """{"eager":true}"""), await plane.Http.SendAsync("DELETE", $"{path}/files") })
            {
                (refused.Status, refused.Code, refused.Json.GetProperty("file").GetString(), refused.Json.GetProperty("line").GetInt32()).ShouldBe((HttpStatusCode.Conflict, "file_owned", file, 3));
            }

            bundles.SettleAs(FakeBundles.Status(new BundleKey(workspace, "files"), BundleState.Running));
            (await plane.Http.SendAsync("POST", $"{path}/files/respawn")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
            bundles.SettleAs(FakeBundles.Status(new BundleKey(workspace, "files"), BundleState.Stopped));
            (await plane.Http.SendAsync("POST", $"{path}/files/stop")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
            bundles.SettleAs(FakeBundles.Status(new BundleKey(workspace, "files"), BundleState.Running));
            (await plane.Http.SendAsync("POST", $"{path}/files/start")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
            (await plane.Http.SendAsync("PUT", $"{path}/files/credentials", """{"TOKEN":"stored"}""")).Json.GetProperty("version").GetInt64().ShouldBe(1);
        }

        (await plane.Http.SendAsync("POST", Path, Files)).Code.ShouldBe("file_owned");
        (await plane.Http.SendAsync("GET", "/api/v1/workspaces")).Json.GetProperty("items").GetArrayLength().ShouldBe(1, "a workspace that a file names has no record");
        directory.Delete(recursive: true);
    }

    [Fact]
    [Trait("criterion", "BND-10")]
    public async Task A_command_needs_the_permission_and_stands_in_the_audit_row()
    {
        await using var plane = await StartAsync();
        var plain = await HttpOfAsync(plane, "operator");

        var refused = await plain.SendAsync("POST", Path, Files);
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("bundles.execute");
        (await plain.SendAsync("POST", Path, """{"name":"remote","type":"http","url":"https://mcp.example"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await plain.SendAsync("PATCH", $"{Path}/remote", """{"type":"stdio","url":null,"command":"sh"}""")).Status.ShouldBe(HttpStatusCode.Forbidden);

        var dry = await plane.Http.SendAsync("POST", $"{Path}?dryRun=true", Files);
        dry.Json.GetProperty("result").GetProperty("command").GetString().ShouldBe("node", "the command is shown before it is saved");
        await plane.Http.SendAsync("POST", Path, Files);
        (await plain.SendAsync("PATCH", $"{Path}/files", """{"eager":true}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plain.SendAsync("PATCH", $"{Path}/files", """{"enabled":false}""")).Status.ShouldBe(HttpStatusCode.OK, "to stop it needs no more than bundles.write");
        (await plane.QueryAsync<string>("select detail_json from audit_entries where action = 'bundle.create' and entity_name = 'web/files'")).ShouldHaveSingleItem()
            .ShouldContain("""["node","server.js","--root","/srv"]""");
        (await (await HttpOfAsync(plane, "viewer")).SendAsync("POST", $"{Path}/files/respawn")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("criterion", "BND-10")]
    public async Task Commands_can_be_kept_to_a_list()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-admin-file-");
        var file = System.IO.Path.Combine(directory.FullName, "a.yaml");
        await File.WriteAllTextAsync(file, "version: 1\nserver: {bundles: {commands: [uvx]}}\n", TestContext.Current.CancellationToken);
        await using var plane = await StartAsync(null, file);

        var refused = await plane.Http.SendAsync("POST", Path, Files);
        (refused.Status, refused.Fields[0]).ShouldBe((HttpStatusCode.UnprocessableEntity, "command"));
        (await plane.Http.SendAsync("POST", Path, Files.Replace("\"node\"", "\"uvx\"", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Created);
        directory.Delete(recursive: true);
    }

    private static async Task<ControlPlane> StartAsync(FakeBundles? bundles = null, params string[] files)
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Bundles = bundles, Files = files });
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""")).Status.ShouldBe(HttpStatusCode.Created);
        return plane;
    }

    private static async Task<HttpClient> HttpOfAsync(ControlPlane plane, string role)
    {
        var created = await plane.Client.Operators.CreateAsync(new NewOperator($"the-{role}", role));
        var http = new HttpClient { BaseAddress = plane.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Value!.Secret);
        return http;
    }
}
