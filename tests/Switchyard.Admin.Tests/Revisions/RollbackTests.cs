using System.Globalization;
using System.Net;
using System.Text.Json;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Documents;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Testing.Runs;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Revisions;

[Trait("criterion", "CFG-61")]
public sealed class RollbackTests
{
    private const string Path = "/api/v1/config/revisions";

    [Fact]
    public async Task Providers_and_documents_return_as_one_new_revision()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example") { Keys = [new("sk-first-0123456789-aaaa") { Label = "one" }, new("sk-other-0123456789-bbbb") { Label = "two" }] });
        await plane.PutAsync("team", Provider("of-team", "https://a.example"));
        var then = await StateAsync(plane);
        var key = (await plane.Client.Providers.GetAsync("main")).Keys[1].Id;
        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = "https://b.example", Enabled = false, DisplayName = "other" });
        await plane.Client.ProviderKeys.UpdateAsync("main", key, new ProviderKeyPatch { Position = 0, Label = "moved", Enabled = false });
        await plane.Client.Providers.CreateAsync(new NewProvider("added", "openai", "https://c.example"));
        await plane.PutAsync("team", Provider("of-team", "https://b.example"));
        await plane.PutAsync("added", "version: 1\n");
        var before = await plane.EventsAsync();

        var back = await plane.Http.SendAsync("POST", $"{Path}/2/rollback?comment=too%20fast");
        await plane.AppliedAsync(back);

        back.Status.ShouldBe(HttpStatusCode.OK, back.Text);
        (await StateAsync(plane)).ShouldBe(then);
        (await plane.Http.SendAsync("GET", "/api/v1/providers/added")).Status.ShouldBe(HttpStatusCode.NotFound);
        plane.Configuration.Current!.Providers.Single(provider => provider.Name == "main").Keys.Select(found => found.Value!.Reveal()).ShouldBe(["sk-first-0123456789-aaaa", "sk-other-0123456789-bbbb"]);
        back.Json.GetProperty("objects").EnumerateArray().Select(item => (Text(item, "section"), Text(item, "name"), Text(item, "change"))).ShouldBe(
            [("providers", "of-team", "changed"), ("providers", "added", "removed"), ("providers", "main", "changed")], ignoreOrder: true);
        (back.Json.GetProperty("left").GetArrayLength(), back.Json.GetProperty("secretsGone").GetArrayLength()).ShouldBe((0, 0));
        var happened = (await plane.EventsAsync()).Skip(before.Count).ShouldHaveSingleItem();
        (happened.Type, happened.EntityId).ShouldBe(("config_rolled_back", "2"));
        back.Headers["X-Switchyard-Revision"].ShouldBe(happened.Version.ToString(CultureInfo.InvariantCulture));
        (await plane.Client.Audit.ListAsync(new() { Action = "config.rollback" })).Items.ShouldHaveSingleItem().EntityId.ShouldBe("2");
        var shown = await plane.Http.SendAsync("GET", $"{Path}/{happened.Version}");
        (Text(shown.Json, "origin"), Text(shown.Json, "comment"), shown.Json.GetProperty("diff").GetArrayLength(), shown.Json.GetProperty("changes").GetArrayLength()).ShouldBe(("rollback", "too fast", 3, 5));
        shown.Text.ShouldNotContain("sk-");
    }

    [Fact]
    [Trait("criterion", "BND-12")]
    public async Task Bundles_return_without_their_credentials_and_those_that_are_new_go()
    {
        const string Bundles = "/api/v1/workspaces/web/bundles";
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""");
        await plane.Http.SendAsync("POST", Bundles, """{"name":"gone","type":"stdio","command":"c","args":["a"],"credentials":[{"name":"TOKEN","env":"TOKEN"}]}""");
        await plane.Http.SendAsync("PUT", $"{Bundles}/gone/credentials?wait=0s", """{"TOKEN":"canary-0123456789"}""");
        var created = await plane.Http.SendAsync("POST", Bundles, """{"name":"changed","type":"http","url":"https://a.example","limits":{"calls":2}}""");
        var then = created.Headers["X-Switchyard-Revision"];
        await plane.Http.SendAsync("DELETE", $"{Bundles}/gone");
        await plane.Http.SendAsync("PATCH", $"{Bundles}/changed", """{"url":"https://b.example","limits":null,"enabled":false}""");
        await plane.Http.SendAsync("POST", Bundles, """{"name":"new","type":"stdio","command":"c"}""");
        await plane.Http.SendAsync("POST", Bundles, """{"name":"kept","type":"stdio","command":"c","protected":true}""");

        var back = await plane.Http.SendAsync("POST", $"{Path}/{then}/rollback");

        back.Status.ShouldBe(HttpStatusCode.OK, back.Text);
        var shown = (await plane.Http.SendAsync("GET", Bundles)).Json.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!);
        shown.Keys.ShouldBe(["changed", "gone", "kept"]);
        (shown["changed"].GetProperty("url").GetString(), shown["changed"].GetProperty("limits").GetProperty("calls").GetInt32(), shown["changed"].GetProperty("enabled").GetBoolean()).ShouldBe(("https://a.example", 2, true));
        shown["gone"].GetProperty("args")[0].GetString().ShouldBe("a");
        (await plane.Http.SendAsync("GET", $"{Bundles}/gone/credentials")).Json.GetProperty("populated").GetProperty("TOKEN").GetBoolean().ShouldBeFalse();
        back.Json.GetProperty("secretsGone").EnumerateArray().Select(gone => (Text(gone, "section"), Text(gone, "name"), Text(gone, "secret"))).ShouldBe([("bundles", "web/gone", "TOKEN")]);
        back.Json.GetProperty("objects").EnumerateArray().Select(item => (Text(item, "section"), Text(item, "name"), Text(item, "change"))).ShouldBe(
            [("bundles", "web/changed", "changed"), ("bundles", "web/gone", "added"), ("bundles", "web/new", "removed")], ignoreOrder: true);
        (await plane.QueryAsync<string>("select image_json from config_images")).ShouldAllBe(image => image == null || !image.Contains("canary"));
    }

    [Fact]
    public async Task A_module_gets_the_configuration_back_that_it_had_also_the_one_from_before_it_was_given_any()
    {
        const string Module = "/api/v1/modules/request-log/config";
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        var first = (await plane.Http.SendAsync("GET", Module)).Text;
        await plane.AppliedAsync(await plane.Http.SendAsync("PUT", Module, """{"sample":0.5}"""));
        var second = (await plane.Http.SendAsync("GET", Module)).Text;
        await plane.AppliedAsync(await plane.Http.SendAsync("PUT", Module, """{"sample":1}"""));

        var back = await plane.Http.SendAsync("POST", $"{Path}/2/rollback");
        await plane.AppliedAsync(back);
        (await plane.Http.SendAsync("GET", Module)).Text.ShouldBe(second);
        plane.Configuration.Current!.Modules.Single(module => module.Name == "request-log").Config.ShouldBe(second);
        back.Json.GetProperty("objects").EnumerateArray().Select(item => (Text(item, "section"), Text(item, "name"), Text(item, "change"))).ShouldBe([("modules", "request-log", "changed")]);

        await plane.AppliedAsync(await plane.Http.SendAsync("POST", $"{Path}/1/rollback"));
        (await plane.Http.SendAsync("GET", Module)).Text.ShouldBe(first);
        (await plane.Client.Audit.ListAsync(new() { Action = "module.update" })).Items.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_unknown_one_is_404_and_the_present_one_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        await plane.PutAsync("team", "version: 1\n");
        await plane.Client.Users.CreateAsync(new NewUser("bob"));

        var unknown = await plane.Http.SendAsync("POST", $"{Path}/99/rollback");
        var equal = await plane.Http.SendAsync("POST", $"{Path}/2/rollback");

        (unknown.Status, unknown.Code).ShouldBe((HttpStatusCode.NotFound, "not_found"));
        (equal.Status, equal.Headers["X-Switchyard-Revision"], equal.Json.GetProperty("objects").GetArrayLength()).ShouldBe((HttpStatusCode.OK, "3", 0));
        (await plane.EventsAsync()).Count.ShouldBe(3);
        (await plane.QueryAsync<long>("select version from config_document_history")).ShouldBe([1]);
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task A_dry_run_shows_it_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = "https://b.example" });

        var dry = await plane.Http.SendAsync("POST", $"{Path}/1/rollback?dryRun=true");

        var change = dry.Json.GetProperty("objects")[0];
        (Text(change, "name"), Text(change.GetProperty("fields")[0], "field"), Text(change.GetProperty("fields")[0], "after")).ShouldBe(("main", "baseUrl", "https://a.example"));
        dry.Json.GetProperty("impact").GetProperty("providers")[0].GetString().ShouldBe("main");
        (await plane.Client.Providers.GetAsync("main")).BaseUrl.ShouldBe("https://b.example");
        (await plane.EventsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task Bound_to_its_dry_run_it_does_not_take_away_what_came_after()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = "https://b.example" });
        var dry = await plane.Client.Revisions.RollBackAsync(1, new ChangeOptions { DryRun = true });
        await plane.Client.Providers.CreateAsync(new NewProvider("unseen", "openai", "https://c.example"));

        var refused = await Should.ThrowAsync<SwitchyardApiException>(() => plane.Client.Revisions.RollBackAsync(1, new ChangeOptions { IfMatch = dry.ETag }));

        refused.Status.ShouldBe(412);
        (await plane.Client.Providers.GetAsync("main")).BaseUrl.ShouldBe("https://b.example");
        var again = await plane.Client.Revisions.RollBackAsync(1, new ChangeOptions { DryRun = true });
        again.Objects!.Select(static change => change.Name).ShouldBe(["main", "unseen"], ignoreOrder: true);
        (await plane.Client.Revisions.RollBackAsync(1, new ChangeOptions { IfMatch = again.ETag })).Value!.Objects.Count.ShouldBe(2);
        (await plane.Http.SendAsync("GET", "/api/v1/providers/unseen")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("criterion", "CFG-62")]
    public async Task Neither_access_nor_an_erased_secret_comes_back()
    {
        await using var plane = await ControlPlane.StartAsync();
        var user = (await plane.Client.Users.CreateAsync(new NewUser("bob"))).Value!;
        var accessKey = (await plane.Client.AccessKeys.CreateAsync(new NewAccessKey("laptop", user.Id))).Value!;
        await plane.Client.Providers.CreateAsync(new NewProvider("deleted", "openai", "https://a.example") { Keys = [new("sk-first-0123456789-aaaa") { Label = "one" }] });
        await plane.Client.Providers.CreateAsync(new NewProvider("rotated", "openai", "https://a.example") { Keys = [new("sk-other-0123456789-bbbb")] });
        var then = (await plane.EventsAsync()).Count;
        await plane.Client.AccessKeys.RevokeAsync(accessKey.Id);
        await plane.Client.Users.UpdateAsync(user.Id, new UserPatch { Enabled = false });
        await plane.Client.Providers.DeleteAsync("deleted");
        var rotated = await plane.Client.ProviderKeys.AddAsync("rotated", new NewProviderKey("sk-newer-0123456789-cccc"));
        await plane.Client.ProviderKeys.DeleteAsync("rotated", (await plane.Client.Providers.GetAsync("rotated")).Keys[0].Id);

        var back = await plane.Http.SendAsync("POST", $"{Path}/{then}/rollback");
        await plane.AppliedAsync(back);

        back.Status.ShouldBe(HttpStatusCode.OK, back.Text);
        back.Json.GetProperty("secretsGone").EnumerateArray().Select(item => (Text(item, "name"), Text(item, "secret"))).ShouldBe([("deleted", "one …aaaa"), ("rotated", "…bbbb")], ignoreOrder: true);
        var revived = await plane.Client.Providers.GetAsync("deleted");
        (revived.Status.State, revived.Status.Reason, revived.Keys.Count).ShouldBe(("error", "no_usable_key", 0));
        var kept = await plane.Client.Providers.GetAsync("rotated");
        kept.Keys.ShouldHaveSingleItem().Id.ShouldBe(rotated.Value!.Id, "a rollback erases no secret of what it keeps");
        kept.Keys[0].Enabled.ShouldBeFalse();
        plane.Configuration.Current!.AccessKeys.ShouldAllBe(key => !key.Enabled || key.Id != accessKey.Id);
        plane.Configuration.Current.Users.Single().Enabled.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "CFG-62")]
    public async Task A_document_whose_text_is_erased_is_listed_and_the_present_one_stays()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Provider("main", "https://a.example"));
        await plane.PutAsync("team", Provider("main", "https://b.example"));
        await plane.Database.WriteAsync(
            (session, token) => session.ExecuteAsync("update config_document_history set sealed = @none where version = 1", new { none = Array.Empty<byte>() }, token), TestContext.Current.CancellationToken);

        var back = await plane.Http.SendAsync("POST", $"{Path}/1/rollback");

        Text(back.Json.GetProperty("secretsGone")[0], "name").ShouldBe("team");
        (await plane.Http.SendAsync("GET", $"{Root}/team")).Headers["ETag"].ShouldBe("\"v2\"");
    }

    [Fact]
    public async Task What_a_file_owns_is_named_and_left()
    {
        var directory = Directory.CreateTempSubdirectory("switchyard-rollback-");
        var file = System.IO.Path.Combine(directory.FullName, "switchyard.yaml");
        await File.WriteAllTextAsync(file, "version: 1\n", TestContext.Current.CancellationToken);
        await using var plane = await ControlPlane.StartAsync(new ControlPlaneParts { Files = [file] });
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        await plane.Client.Providers.CreateAsync(new NewProvider("other", "openai", "https://a.example"));
        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = "https://b.example" });
        await plane.Client.Providers.UpdateAsync("other", new ProviderPatch { BaseUrl = "https://b.example" });
        await File.WriteAllTextAsync(file, "version: 1\nproviders:\n- {name: main, type: openai, baseUrl: 'https://file.example', allowByok: true}\n", TestContext.Current.CancellationToken);
        await plane.Client.Configuration.ReloadAsync(TestContext.Current.CancellationToken);

        var back = await plane.Http.SendAsync("POST", $"{Path}/2/rollback");

        var left = back.Json.GetProperty("left").EnumerateArray().ShouldHaveSingleItem();
        (Text(left, "section"), Text(left, "name"), Text(left, "file"), left.GetProperty("line").GetInt32()).ShouldBe(("providers", "main", file, 3));
        (await plane.Client.Providers.GetAsync("other")).BaseUrl.ShouldBe("https://a.example");
        (await plane.QueryAsync<string>("select base_url from providers order by name")).ShouldBe(["https://b.example", "https://a.example"]);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_rollback_can_itself_be_rolled_back()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example") { AllowByok = true });
        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { BaseUrl = "https://b.example" });
        await plane.Client.Providers.DeleteAsync("main");

        foreach (var (target, url) in ((int, string?)[])[(1, "https://a.example"), (3, null), (2, "https://b.example"), (4, "https://a.example")])
        {
            (await plane.Client.Revisions.RollBackAsync(target, cancellationToken: Patience.Token)).Value!.SecretsGone.ShouldBeEmpty();
            (await plane.Client.Providers.ListAsync(cancellationToken: Patience.Token)).Items.Select(provider => provider.BaseUrl).ShouldBe(url is null ? [] : [url]);
        }
    }

    [Fact]
    public async Task A_record_older_than_the_history_is_what_it_was_before_its_first_change()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("old", "openai", "https://a.example"));
        await plane.Client.Providers.CreateAsync(new NewProvider("untouched", "openai", "https://a.example"));
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from config_images", null, token), TestContext.Current.CancellationToken);
        await plane.Database.WriteAsync((session, token) => session.ExecuteAsync("update config_revisions set has_images = false", null, token), TestContext.Current.CancellationToken);
        await plane.Client.Users.CreateAsync(new NewUser("bob"));
        await plane.Client.Providers.UpdateAsync("old", new ProviderPatch { BaseUrl = "https://b.example" });

        var tooOld = await plane.Http.SendAsync("POST", $"{Path}/1/rollback");
        await plane.Http.SendAsync("POST", $"{Path}/3/rollback");

        (tooOld.Status, tooOld.Code).ShouldBe((HttpStatusCode.Conflict, "not_restorable"));
        (await plane.Client.Providers.ListAsync()).Items.Select(provider => (provider.Name, provider.BaseUrl)).ShouldBe([("old", "https://a.example"), ("untouched", "https://a.example")]);
    }

    /// <summary>Everything that a rollback restores, as callers see it, without what only grows.</summary>
    private static async Task<string> StateAsync(ControlPlane plane)
    {
        var providers = (await plane.Client.Providers.ListAsync()).Items.Where(provider => provider.Origin == "database").Select(provider => new
        {
            provider.Id, provider.Name, provider.DisplayName, provider.BaseUrl, provider.Enabled, provider.AllowByok, Settings = provider.Settings.GetRawText(),
            Keys = provider.Keys.Select(key => new { key.Id, key.Label, key.Position, key.Enabled, key.Masked }),
        });
        var documents = (await plane.Http.SendAsync("GET", Root)).Json.GetProperty("items").EnumerateArray().Select(item => (Text(item, "name"), Text(item, "hash")));
        return JsonSerializer.Serialize(new { providers, documents = documents.Select(item => $"{item.Item1} {item.Item2}") });
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).ValueKind == JsonValueKind.Null ? null : item.GetProperty(name).GetString();
}
