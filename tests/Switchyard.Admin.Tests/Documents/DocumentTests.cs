using System.Net;
using System.Text.Json;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using static Switchyard.Admin.Tests.Documents.DocumentCalls;

namespace Switchyard.Admin.Tests.Documents;

public sealed class DocumentTests
{
    [Fact]
    [Trait("criterion", "CFG-7")]
    [Trait("criterion", "CFG-8")]
    [Trait("criterion", "CFG-11")]
    public async Task A_document_is_one_revision_with_its_author_and_serves()
    {
        await using var plane = await ControlPlane.StartAsync();
        var ann = await plane.Client.Operators.CreateAsync(new NewOperator("ann", "operator"));
        var before = (await plane.EventsAsync()).Count;

        var put = await plane.Http.SendAsync(
            "PUT", $"{Root}/team?comment=first%20try", Provider("main", "https://a.example"), Yaml, ("Authorization", $"Bearer {ann.Value!.Secret}"));
        await plane.AppliedAsync(put);
        var shown = await plane.Http.SendAsync("GET", $"{Root}/team");
        var raw = await plane.Http.SendAsync("GET", $"{Root}/team?raw=true");

        (put.Status, put.Headers["ETag"], put.Headers["Location"]).ShouldBe((HttpStatusCode.Created, "\"v1\"", "/api/v1/config/documents/team"));
        (shown.Json.GetProperty("author").GetString(), shown.Json.GetProperty("comment").GetString(), shown.Json.GetProperty("version").GetInt64(), shown.Json.GetProperty("format").GetString())
            .ShouldBe(("ann", "first try", 1, "yaml"));
        shown.Json.GetProperty("hash").GetString()!.Length.ShouldBe(64);
        (raw.ContentType, raw.Text).ShouldBe((Yaml, Provider("main", "https://a.example", "'…wxyz'")));
        shown.Json.GetProperty("content").GetString().ShouldBe(raw.Text);
        plane.Configuration.Current!.Providers.ShouldHaveSingleItem().Keys[0].Value!.Reveal().ShouldBe("sk-canary-0123456789-wxyz");
        var happened = (await plane.EventsAsync()).Skip(before).ShouldHaveSingleItem();
        (happened.Type, happened.Action).ShouldBe(("config_documents_changed", "create"));
        var audit = (await plane.Client.Audit.ListAsync(new() { Action = "config.apply" })).Items.ShouldHaveSingleItem();
        (audit.ActorName, audit.EntityType, audit.EntityName).ShouldBe(("ann", "document", "team"));
        foreach (var text in (string[])[put.Text, shown.Text, raw.Text, $"{audit.Detail}", (await plane.Http.SendAsync("GET", "/api/v1/config")).Text])
        {
            text.ShouldNotContain("sk-canary");
        }

        (await plane.QueryAsync<string>("select diff_json from config_revisions")).ShouldAllBe(json => !json.Contains("sk-canary", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "CFG-7")]
    [Trait("criterion", "CFG-65")]
    public async Task What_is_not_there_or_not_taken_is_refused_by_name()
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("GET", $"{Root}/team")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("GET", $"{Root}/team/history")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("DELETE", $"{Root}/team")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.PutAsync("Team", "version: 1")).Fields.ShouldBe(["name"]);
        (await plane.Http.SendAsync("PUT", $"{Root}/team", "version: 1", "text/plain")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await plane.PutAsync("team", "version: 1\n#" + new string('x', 4 << 20))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await plane.Http.SendAsync("PUT", $"{Root}/team?colour=red", "version: 1", Yaml)).Fields.ShouldBe(["colour"]);
        (await plane.PutAsync("team", "version: 1", ("If-None-Match", "\"v1\""))).Fields.ShouldBe(["If-None-Match"]);
        (await plane.Http.SendAsync("PUT", $"{Root}/team", "version: 1", Yaml, ("Authorization", "Bearer no"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await plane.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "CFG-64")]
    public async Task Who_may_only_look_may_look()
    {
        await using var plane = await ControlPlane.StartAsync();
        var viewer = (await plane.Client.Operators.CreateAsync(new NewOperator("vic", "viewer"))).Value!.Secret!;
        await plane.PutAsync("team", Provider("main", "https://a.example"));
        (string, string)[] as_ = [("Authorization", $"Bearer {viewer}")];

        (await plane.Http.SendAsync("GET", $"{Root}/team", headers: as_)).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.PutAsync("team", "version: 1", as_)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plane.Http.SendAsync("PUT", $"{Root}/team?dryRun=true", "version: 1", Yaml, as_)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plane.Http.SendAsync("DELETE", $"{Root}/team", headers: as_)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await plane.Http.SendAsync("POST", "/api/v1/config/revisions/1/rollback", headers: as_)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("criterion", "CFG-8")]
    [Trait("criterion", "CFG-14")]
    public async Task A_wrong_one_is_told_every_fault_with_its_place_and_nothing_is_written()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.PutAsync("team", "version: 1\ncolour: red\nserver:\n  limits: {headers: 1}\nproviders:\n- {name: main, type: openai, baseUrl: \"${NOT_SET_ANYWHERE}\", keys: [{key: …wxyz}]}\n");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_configuration"));
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("path").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("file").GetString())).ShouldBe(
        [
            ("colour", 2, "document team"), ("server.limits.headers", 4, "document team"), ("providers[0].baseUrl", 6, "document team"), ("providers[0].keys[0].key", 6, "document team"),
        ], ignoreOrder: true);
        (await plane.Http.SendAsync("GET", $"{Root}/team")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.EventsAsync()).ShouldBeEmpty();
        (await plane.QueryAsync<long>("select version from config_document_history")).ShouldBeEmpty();
        (await plane.Client.Audit.ListAsync()).Items.ShouldHaveSingleItem().Action.ShouldBe("config.reject");
    }

    [Fact]
    [Trait("criterion", "CFG-9")]
    public async Task Preconditions_hold_and_equal_content_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var text = Provider("main", "https://a.example");
        (await plane.PutAsync("team", text, ("If-Match", "*"))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await plane.PutAsync("team", text, ("If-None-Match", "*"))).Status.ShouldBe(HttpStatusCode.Created);

        var again = await plane.PutAsync("team", text);
        var masked = await plane.PutAsync("team", (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text.Replace("'…wxyz'", "sk-canary-0123456789-wxyz", StringComparison.Ordinal));
        var newer = await plane.PutAsync("team", Provider("main", "https://b.example"), ("If-Match", "\"v1\""));
        var old = await plane.PutAsync("team", Provider("main", "https://c.example"), ("If-Match", "\"v1\""));
        var taken = await plane.PutAsync("team", text, ("If-None-Match", "*"));
        var json = await plane.Http.SendAsync("PUT", $"{Root}/team", """{"version": 1}""", headers: ("If-Match", "\"v2\""));

        (again.Status, again.Headers["ETag"], again.Headers["X-Switchyard-Revision"]).ShouldBe((HttpStatusCode.OK, "\"v1\"", "1"));
        masked.Headers["ETag"].ShouldBe("\"v1\"");
        (newer.Status, newer.Headers["ETag"]).ShouldBe((HttpStatusCode.OK, "\"v2\""));
        (old.Status, taken.Status).ShouldBe((HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed));
        (json.Json.GetProperty("format").GetString(), json.Headers["ETag"]).ShouldBe(("json", "\"v3\""));
        (await plane.EventsAsync()).Count.ShouldBe(3);
        (await plane.QueryAsync<long>("select version from config_document_history order by version")).ShouldBe([1, 2, 3]);
    }

    [Fact]
    [Trait("criterion", "CFG-9")]
    [Trait("criterion", "CFG-20")]
    public async Task What_was_read_masked_and_is_written_back_keeps_its_secret()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Provider("main", "https://a.example"));
        var read = (await plane.Http.SendAsync("GET", $"{Root}/team?raw=true")).Text;

        var unchanged = await plane.PutAsync("team", read);
        var changed = await plane.PutAsync("team", read.Replace("a.example", "b.example", StringComparison.Ordinal));
        await plane.AppliedAsync(changed);
        var elsewhere = await plane.PutAsync("team", read.Replace("name: main", "name: other", StringComparison.Ordinal));

        changed.Headers["ETag"].ShouldBe("\"v3\"", unchanged.Text);
        var provider = plane.Configuration.Current!.Providers.ShouldHaveSingleItem();
        (provider.BaseUrl, provider.Keys[0].Value!.Reveal()).ShouldBe(("https://b.example", "sk-canary-0123456789-wxyz"));
        (elsewhere.Status, elsewhere.Json.GetProperty("errors")[0].GetProperty("path").GetString()).ShouldBe((HttpStatusCode.UnprocessableEntity, "providers[0].keys[0].key"));
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task A_dry_run_tells_what_would_change_and_how_and_writes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.AppliedAsync(await plane.PutAsync("team", Provider("main", "https://a.example") + "routes:\n- {name: fast, targets: [{provider: main, model: m}]}\n"));
        const string Next = "https://b.example";

        var dry = await plane.Http.SendAsync("PUT", $"{Root}/team?dryRun=true", Provider("main", Next) + "routes:\n- {name: fast, targets: [{provider: main, model: m}]}\nserver: {drainCeiling: 7m}\n", Yaml);
        var wrong = await plane.Http.SendAsync("PUT", $"{Root}/team?dryRun=true", "version: 2", Yaml);
        var gone = await plane.Http.SendAsync("DELETE", $"{Root}/team?dryRun=true");

        dry.Status.ShouldBe(HttpStatusCode.OK, dry.Text);
        dry.Json.GetProperty("objects").EnumerateArray().Select(item => (Text(item, "section"), Text(item, "name"), Text(item, "change"), Text(item, "class"), Text(item.GetProperty("fields")[0], "field"))).ShouldBe(
            [("providers", "main", "changed", "side by side", "baseUrl"), ("server", "", "changed", "in place", "drainCeiling")]);
        dry.Json.GetProperty("plan").GetProperty("class").GetString().ShouldBe("side by side");
        var impact = dry.Json.GetProperty("impact");
        (impact.GetProperty("providers")[0].GetString(), impact.GetProperty("routes")[0].GetString(), impact.GetProperty("runningRequests").GetInt64()).ShouldBe(("main", "fast", 0));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        gone.Json.GetProperty("objects").EnumerateArray().Select(item => (Text(item, "name"), Text(item, "change"))).ShouldBe([("main", "removed"), ("fast", "removed")]);
        (await plane.EventsAsync()).Count.ShouldBe(1);
        (await plane.Client.Audit.ListAsync()).Items.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "CFG-60")]
    public async Task A_check_tells_the_difference_to_what_is_in_force()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example") { AllowByok = true }, new() { Wait = TimeSpan.FromMinutes(1) });

        var check = await plane.Http.SendAsync(
            "POST", "/api/v1/config/check", "version: 1\nproviders:\n- {name: main, type: openai, baseUrl: 'https://b.example', allowByok: true}\n- {name: two, type: openai, baseUrl: 'https://two.example', allowByok: true}\n", Yaml);

        check.Json.GetProperty("diff").EnumerateArray().Select(item => (Text(item, "name"), Text(item, "change"))).ShouldBe([("main", "changed"), ("two", "added")]);
        check.Json.GetProperty("diff")[0].GetProperty("fields").EnumerateArray().Select(field => Text(field, "field")).ShouldBe(["baseUrl", "id"]);
        check.Json.GetProperty("plan").GetProperty("sideBySide").GetInt32().ShouldBe(2);
        check.Json.GetProperty("impact").GetProperty("providers").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "CFG-7")]
    public async Task A_deleted_document_is_gone_and_its_history_stays()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.PutAsync("team", Provider("main", "https://a.example"));
        await plane.PutAsync("team", Provider("main", "https://b.example"));

        var stale = await plane.Http.SendAsync("DELETE", $"{Root}/team", headers: ("If-Match", "\"v1\""));
        var gone = await plane.Http.SendAsync("DELETE", $"{Root}/team", headers: ("If-Match", "\"v2\""));
        await plane.AppliedAsync(gone);
        var again = await plane.PutAsync("team", Provider("main", "https://a.example"));
        var history = await plane.Http.SendAsync("GET", $"{Root}/team/history?limit=3");
        var rest = await plane.Http.SendAsync("GET", $"{Root}/team/history?limit=3&cursor={history.Json.GetProperty("next").GetString()}");

        (stale.Status, gone.Status).ShouldBe((HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent));
        (again.Status, again.Headers["ETag"]).ShouldBe((HttpStatusCode.Created, "\"v4\""), "a version is never used twice");
        history.Json.GetProperty("items").EnumerateArray().Concat(rest.Json.GetProperty("items").EnumerateArray())
            .Select(item => (item.GetProperty("version").GetInt64(), item.GetProperty("revision").GetInt64(), item.GetProperty("deleted").GetBoolean()))
            .ShouldBe([(4, 4, false), (3, 3, true), (2, 2, false), (1, 1, false)]);
    }

    [Fact]
    [Trait("criterion", "CFG-10")]
    public async Task The_same_key_has_one_effect_also_when_the_connection_was_cut_after_the_commit()
    {
        await using var plane = await ControlPlane.StartAsync();
        var text = Provider("main", "https://a.example");
        var first = await plane.PutAsync("one", text, ("Idempotency-Key", "k1"));
        var second = await plane.PutAsync("one", text, ("Idempotency-Key", "k1"));
        var other = await plane.PutAsync("one", Provider("main", "https://b.example"), ("Idempotency-Key", "k1"));
        using (var cut = new CutAfterSending(plane.Address))
        {
            await cut.SendAsync("PUT", $"{Root}/two", text.Replace("main", "two", StringComparison.Ordinal), ControlPlane.Token, "k2", Yaml);
            await plane.UntilEventsAsync(2);
        }

        var again = await plane.PutAsync("two", text.Replace("main", "two", StringComparison.Ordinal), ("Idempotency-Key", "k2"));

        (second.Status, second.Text, second.Headers["Idempotent-Replayed"]).ShouldBe((first.Status, first.Text, "true"));
        (other.Status, other.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"));
        (again.Status, again.Headers["Idempotent-Replayed"]).ShouldBe((HttpStatusCode.Created, "true"));
        (await plane.EventsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "CFG-16")]
    [Trait("criterion", "CFG-20")]
    public async Task What_a_document_defines_is_shown_with_its_place_hides_the_record_and_is_not_changed_elsewhere()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://record.example"));
        await plane.AppliedAsync(await plane.PutAsync("team", Provider("main", "https://a.example")));

        var explained = await plane.Http.SendAsync("GET", "/api/v1/config?explain=true");
        var refused = await plane.Http.SendAsync("PATCH", "/api/v1/providers/main", """{"displayName":"x"}""");
        var shown = await plane.Client.Providers.GetAsync("main");
        await plane.AppliedAsync(await plane.Http.SendAsync("DELETE", $"{Root}/team"));

        var objects = explained.Json.GetProperty("objects").EnumerateArray().Where(item => Text(item, "name") == "main").ToArray();
        objects.Length.ShouldBe(2);
        var origin = objects[0].GetProperty("origin");
        (Text(origin, "kind"), Text(origin, "document"), origin.GetProperty("line").GetInt32(), origin.GetProperty("version").GetInt64()).ShouldBe(("document", "team", 3, 1));
        (Text(objects[1].GetProperty("origin"), "kind"), Text(objects[1].GetProperty("shadowedBy"), "document")).ShouldBe(("database", "team"));
        (await plane.Http.SendAsync("GET", "/api/v1/config")).Json.TryGetProperty("objects", out var absent).ShouldBeTrue();
        absent.ValueKind.ShouldBe(JsonValueKind.Null);
        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.Conflict, "document_owned"));
        (shown.Origin, shown.DefinedIn).ShouldBe(("document", "team:3"));
        plane.Configuration.Current!.Providers.ShouldHaveSingleItem().BaseUrl.ShouldBe("https://record.example");
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
