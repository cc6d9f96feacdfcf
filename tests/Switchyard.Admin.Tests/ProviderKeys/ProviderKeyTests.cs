using System.Net;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Storage.Nodes;

namespace Switchyard.Admin.Tests.ProviderKeys;

public sealed class ProviderKeyTests
{
    private const string Keys = "/api/v1/providers/main/keys";

    [Fact]
    [Trait("criterion", "PRV-19")]
    public async Task An_added_key_is_shown_masked_and_nowhere_else()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);
        const string Canary = "canary-key-0123456789-wxyz";

        var added = await plane.Http.SendAsync("POST", Keys, $$"""{"key":"{{Canary}}","label":"mine"}""");

        added.Status.ShouldBe(HttpStatusCode.Created, added.Text);
        added.Json.GetProperty("masked").GetString().ShouldBe("…wxyz");
        added.Headers["ETag"].ShouldBe("\"v1\"");
        added.Json.TryGetProperty("key", out _).ShouldBeFalse();
        foreach (var path in new[] { "/api/v1/providers", "/api/v1/providers/main", Keys, "/api/v1/audit" })
        {
            (await plane.Http.SendAsync("GET", path)).Text.ShouldNotContain("canary");
        }

        (await plane.EventsAsync()).Select(row => row.Data).ShouldAllBe(data => data == "{}");
        plane.Parts.Logs.Lines.ShouldNotContain(line => line.Contains("canary-key", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task A_key_is_found_where_its_creation_says_and_changed_only_as_it_was_seen()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);
        var added = await plane.Http.SendAsync("POST", Keys, """{"key":"added-key-0123456789","label":"mine"}""");

        var shown = await plane.Http.SendAsync("GET", added.Headers["Location"]);
        var id = shown.Json.GetProperty("id").GetGuid();
        var (key, seen) = await plane.Client.ProviderKeys.GetWithTagAsync("main", id);

        (shown.Status, shown.Headers["ETag"], key.Label, seen).ShouldBe((HttpStatusCode.OK, added.Headers["ETag"], "mine", added.Headers["ETag"]));
        shown.Text.ShouldNotContain("added-key");
        await plane.Client.ProviderKeys.UpdateAsync("main", id, new ProviderKeyPatch { Label = "theirs" }, new ChangeOptions { IfMatch = seen });
        var late = await Should.ThrowAsync<SwitchyardApiException>(() => plane.Client.ProviderKeys.DeleteAsync("main", id, new ChangeOptions { IfMatch = seen }));
        late.Status.ShouldBe(412);
        (await plane.Client.ProviderKeys.GetWithTagAsync("main", id)).Value.Label.ShouldBe("theirs");
        (await plane.Http.SendAsync("GET", $"{Keys}/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("GET", $"{Keys}/none")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Trait("criterion", "PRV-20")]
    public async Task A_list_of_keys_keeps_inserts_deletes_and_orders()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, b, c) = await ThreeKeysAsync(plane);

        var changed = await plane.Client.Providers.UpdateAsync(
            "main", new ProviderPatch { Keys = [KeyListEntry.Keep(c), KeyListEntry.Add("new-key-0123456789abc", "new"), KeyListEntry.Keep(a, "renamed")] });
        var untouched = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { DisplayName = "x" });
        var cleared = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Keys = [] });

        changed.Value!.Keys.Select(key => (key.Position, key.Label)).ShouldBe([(0, "c"), (1, "new"), (2, "renamed")]);
        changed.Value.Keys.ShouldNotContain(key => key.Id == b);
        untouched.Value!.Keys.Select(key => key.Id).ShouldBe(changed.Value.Keys.Select(key => key.Id));
        cleared.Value!.Keys.ShouldBeEmpty();
        (await plane.KeyRowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-20")]
    public async Task A_list_that_names_a_key_wrongly_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, _, _) = await ThreeKeysAsync(plane);
        var other = await plane.Client.Providers.CreateAsync(new NewProvider("other", "openai", "https://other.example") { Keys = [new NewProviderKey("other-key-0123456789a")] });
        var foreign = other.Value!.Keys[0].Id;

        var answer = await plane.Http.SendAsync(
            "PATCH",
            "/api/v1/providers/main",
            $$"""{"displayName":"no","keys":[{"id":"{{a}}","key":"both-0123456789abcdef"},{},{"id":"{{a}}"},{"id":"{{a}}"},{"id":"{{foreign}}"}]}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Fields.ShouldBe(["keys[0]", "keys[1]", "keys[3].id", "keys[4].id"]);
        var now = await plane.Client.Providers.GetAsync("main");
        (now.DisplayName, now.Keys.Count).ShouldBe(("main", 3));
    }

    [Theory]
    [Trait("criterion", "PRV-21")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("with\\u0000control")]
    [InlineData("with\\nnewline")]
    public async Task A_key_that_can_be_none_is_refused_without_echo(string key)
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);

        var answer = await plane.Http.SendAsync("POST", Keys, $$"""{"key":"{{key}}"}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Fields.ShouldBe(["key"]);
        (await plane.KeyRowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-21")]
    public async Task A_key_over_10_kib_is_refused_and_the_same_secret_twice_is_a_conflict_without_echo()
    {
        await using var plane = await ControlPlane.StartAsync();
        await ThreeKeysAsync(plane);

        var tooLong = await plane.Http.SendAsync("POST", Keys, $$"""{"key":"{{new string('k', (10 * 1024) + 1)}}"}""");
        var added = await plane.Http.SendAsync("POST", Keys, """{"key":"key-a-0123456789abcdef"}""");
        var patched = await plane.Http.SendAsync("PATCH", "/api/v1/providers/main", """{"keys":[{"key":"twice-0123456789abcdef"},{"key":"twice-0123456789abcdef"}]}""");
        var created = await plane.Http.SendAsync(
            "POST", "/api/v1/providers", """{"name":"two","type":"openai","baseUrl":"https://two.example","keys":[{"key":"twice-0123456789abcdef"},{"key":"twice-0123456789abcdef"}]}""");

        tooLong.Fields.ShouldBe(["key"]);
        foreach (var answer in new[] { added, patched, created })
        {
            answer.Status.ShouldBe(HttpStatusCode.Conflict, answer.Text);
            answer.Code.ShouldBe("duplicate_key");
            answer.Text.ShouldNotContain("0123456789");
        }

        (await plane.KeyRowsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "PRV-22")]
    public async Task A_masked_value_is_no_key()
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);

        (await plane.Http.SendAsync("POST", Keys, """{"key":"…cdef"}""")).Fields.ShouldBe(["key"]);
        (await plane.Http.SendAsync("PATCH", "/api/v1/providers/main", """{"keys":[{"key":"***"}]}""")).Fields.ShouldBe(["keys[0].key"]);
    }

    [Fact]
    [Trait("criterion", "PRV-23")]
    public async Task Positions_are_the_order_sent_and_a_move_shifts_the_others()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, b, c) = await ThreeKeysAsync(plane);

        var before = await plane.Client.ProviderKeys.ListAsync("main");
        var moved = await plane.Client.ProviderKeys.UpdateAsync("main", c, new ProviderKeyPatch { Position = 0 });
        var inserted = await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey("key-d-0123456789abcdef", "d") { Position = 1 });
        var after = await plane.Client.ProviderKeys.ListAsync("main");
        var beyond = await plane.Http.SendAsync("PATCH", $"{Keys}/{a}", """{"position":4}""");

        before.Select(key => (key.Id, key.Position)).ShouldBe([(a, 0), (b, 1), (c, 2)]);
        moved.Value!.Position.ShouldBe(0);
        after.Select(key => (key.Id, key.Position)).ShouldBe([(c, 0), (inserted.Value!.Id, 1), (a, 2), (b, 3)]);
        inserted.Revision.ShouldBe(moved.Revision + 1);
        beyond.Fields.ShouldBe(["position"]);
    }

    [Fact]
    [Trait("criterion", "PRV-24")]
    public async Task A_key_is_switched_off_labelled_and_shown_with_what_the_nodes_report()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, b, _) = await ThreeKeysAsync(plane);
        await ReportAsync(plane, "n1", $$"""{"keys":[{"id":"{{a}}","state":"healthy","inFlight":2,"lastUsedAt":"2026-01-01T10:00:00Z"}]}""");
        await ReportAsync(
            plane, "n2", $$"""{"keys":[{"id":"{{a}}","state":"cooling_down","until":"2026-01-01T10:05:00Z","reason":"rate_limited","inFlight":0,"lastUsedAt":"2026-01-01T11:00:00Z"}],"more":1}""");

        var disabled = await plane.Client.ProviderKeys.UpdateAsync("main", a, new ProviderKeyPatch { Enabled = false, Label = "off" });
        var key = (await plane.Client.Providers.GetAsync("main")).Keys[0];

        disabled.Value!.Enabled.ShouldBeFalse();
        (key.Label, key.Enabled, key.LastUsedAt).ShouldBe(("off", false, new DateTimeOffset(2026, 1, 1, 11, 0, 0, TimeSpan.Zero)));
        (key.Health!.State, key.Health.Reason, key.Health.Until).ShouldBe(("cooling_down", "rate_limited", new DateTimeOffset(2026, 1, 1, 10, 5, 0, TimeSpan.Zero)));
        key.Health.Nodes.Select(node => (node.Node, node.State, node.InFlight)).ShouldBe([("n1", "healthy", 2), ("n2", "cooling_down", 0)]);
        (await plane.EventsAsync())[^1].Action.ShouldBe("disable");
        (await plane.Client.Providers.GetAsync("main")).Keys[1].Health.ShouldBeNull($"nobody reported {b}");
    }

    [Fact]
    [Trait("criterion", "PRV-25")]
    public async Task A_33rd_key_is_refused()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example")
        {
            Keys = [.. Enumerable.Range(0, 32).Select(number => new NewProviderKey($"key-{number:00}-0123456789abcdef"))],
        });

        var answer = await plane.Http.SendAsync("POST", Keys, """{"key":"one-too-many-0123456789"}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await plane.KeyRowsAsync()).Count.ShouldBe(32);
    }

    [Theory]
    [Trait("criterion", "PRV-26")]
    [InlineData("abcdefghijklmnopqrst", "…qrst")]
    [InlineData("abcdefghijklmnopqrs", "…rs")]
    [InlineData("abcdefgh", "…gh")]
    [InlineData("abcdefg", "…")]
    public async Task A_mask_shows_the_last_characters_of_a_long_secret_only(string key, string masked)
    {
        await using var plane = await ControlPlane.StartAsync();
        await MainAsync(plane);

        (await plane.Client.ProviderKeys.AddAsync("main", new NewProviderKey(key))).Value!.Masked.ShouldBe(masked);
    }

    [Fact]
    [Trait("criterion", "PRV-28")]
    public async Task A_reset_travels_with_the_configuration_and_two_at_once_are_two()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, _, _) = await ThreeKeysAsync(plane);

        var first = await plane.Client.ProviderKeys.ResetAsync("main", a);
        var at = (await plane.KeyRowsAsync()).First(key => key.Id == a).ResetAt;
        var second = await plane.Client.ProviderKeys.ResetAsync("main", a);

        second.Revision.ShouldBe(first.Revision + 1);
        (await plane.KeyRowsAsync()).First(key => key.Id == a).ResetAt!.Value.ShouldBeGreaterThan(at!.Value);
        (await plane.EventsAsync())[^1].Action.ShouldBe("reset");
    }

    [Fact]
    [Trait("criterion", "PRV-36")]
    public async Task The_event_names_the_provider_only_and_the_audit_row_tells_the_key_operations_masked()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, b, _) = await ThreeKeysAsync(plane);
        var provider = await plane.Client.Providers.GetAsync("main");

        await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Keys = [KeyListEntry.Keep(a), KeyListEntry.Add("new-key-0123456789abc")] });

        var last = (await plane.EventsAsync())[^1];
        (last.Type, last.Action, last.EntityId, last.Data).ShouldBe(("ai_providers_changed", "update", provider.Id.ToString("D"), "{}"));
        var row = (await plane.Client.Audit.ListAsync(new() { Action = "provider.update" })).Items.ShouldHaveSingleItem();
        (row.ActorName, row.ActorKind, row.EntityName).ShouldBe(("bootstrap", "operator", "main"));
        row.BeforeHash.ShouldNotBe(row.AfterHash);
        var keys = row.Detail!.Value.GetProperty("keys");
        keys.GetProperty("added").EnumerateArray().Select(key => key.GetProperty("masked").GetString()).ShouldBe(["…9abc"]);
        keys.GetProperty("kept").EnumerateArray().Select(key => key.GetProperty("id").GetString()).ShouldBe([a.ToString("D")]);
        keys.GetProperty("removed").EnumerateArray().Select(key => key.GetProperty("id").GetString()).ShouldContain(b.ToString("D"));
    }

    [Fact]
    public async Task A_key_has_an_etag_of_its_own()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, b, _) = await ThreeKeysAsync(plane);
        var changed = await plane.Client.ProviderKeys.UpdateAsync("main", a, new ProviderKeyPatch { Label = "x" });

        var stale = await Should.ThrowAsync<SwitchyardApiException>(
            plane.Client.ProviderKeys.UpdateAsync("main", a, new ProviderKeyPatch { Label = "y" }, new ChangeOptions { IfMatch = "\"v1\"" }));
        var fresh = await plane.Client.ProviderKeys.UpdateAsync("main", a, new ProviderKeyPatch { Label = "y" }, new ChangeOptions { IfMatch = changed.ETag });
        var other = await plane.Client.ProviderKeys.UpdateAsync("main", b, new ProviderKeyPatch { Label = "z" }, new ChangeOptions { IfMatch = "\"v1\"" });

        stale.Status.ShouldBe(412);
        fresh.Value!.Label.ShouldBe("y");
        other.Value!.Label.ShouldBe("z");
    }

    [Fact]
    public async Task An_unknown_key_and_a_secret_that_should_change_are_refused()
    {
        await using var plane = await ControlPlane.StartAsync();
        var (a, _, _) = await ThreeKeysAsync(plane);

        (await plane.Http.SendAsync("DELETE", $"{Keys}/01990000-0000-7000-8000-000000000000")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("DELETE", $"{Keys}/nonsense")).Fields.ShouldBe(["id"]);
        (await plane.Http.SendAsync("PATCH", $"{Keys}/{a}", """{"key":"another-0123456789abc"}""")).Fields.ShouldBe(["key"]);
        (await plane.Http.SendAsync("PATCH", $"{Keys}/{a}", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static Task MainAsync(ControlPlane plane) => plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

    private static async Task<(Guid A, Guid B, Guid C)> ThreeKeysAsync(ControlPlane plane)
    {
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example")
        {
            Keys = [new NewProviderKey("key-a-0123456789abcdef", "a"), new NewProviderKey("key-b-0123456789abcdef", "b"), new NewProviderKey("key-c-0123456789abcdef", "c")],
        });
        var keys = created.Value!.Keys;
        return (keys[0].Id, keys[1].Id, keys[2].Id);
    }

    private static Task ReportAsync(ControlPlane plane, string name, string report) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var row = new NodeRow
            {
                Id = Guid.CreateVersion7(now),
                Name = name,
                StartedAt = now,
                SeenAt = now,
                Revision = 1,
                Epoch = Guid.Empty,
                Hash = "",
                State = "serving",
                Version = "0",
                ReportJson = report,
            };
            await NodeTable.UpsertAsync(session, row, token);
            return true;
        },
        TestContext.Current.CancellationToken);
}
