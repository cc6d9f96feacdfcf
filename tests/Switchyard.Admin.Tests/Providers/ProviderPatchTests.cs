using System.Net;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Problems;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderPatchTests
{
    private const string Path = "/api/v1/providers";

    [Fact]
    [Trait("criterion", "PRV-6")]
    public async Task An_empty_patch_is_refused_absent_fields_stay_and_null_resets()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync(
            "POST", Path, """{"name":"main","type":"openai","baseUrl":"https://api.example","displayName":"Main","allowByok":true,"settings":{"sendActor":true}}""");

        var empty = await plane.Http.SendAsync("PATCH", $"{Path}/main", "{}");
        var partial = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"baseUrl":"https://other.example"}""");
        var reset = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"displayName":null,"allowByok":null,"settings":null}""");
        var impossible = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"baseUrl":null,"name":null,"keys":null}""");

        empty.Status.ShouldBe(HttpStatusCode.BadRequest);
        (partial.Json.GetProperty("displayName").GetString(), partial.Json.GetProperty("allowByok").GetBoolean()).ShouldBe(("Main", true));
        partial.Json.GetProperty("baseUrl").GetString().ShouldBe("https://other.example");
        (reset.Json.GetProperty("displayName").GetString(), reset.Json.GetProperty("allowByok").GetBoolean()).ShouldBe(("main", false));
        reset.Json.GetProperty("settings").ToString().ShouldBe("{}");
        impossible.Fields.ShouldBe(["baseUrl", "name", "keys"], ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "PRV-12")]
    public async Task An_old_etag_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));
        var updated = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { DisplayName = "one" }, new ChangeOptions { IfMatch = created.ETag });

        var patch = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"displayName":"two"}""", headers: ("If-Match", created.ETag!));
        var delete = await plane.Http.SendAsync("DELETE", $"{Path}/main", headers: ("If-Match", created.ETag!));
        var weak = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"displayName":"two"}""", headers: ("If-Match", $"W/{updated.ETag}"));
        var malformed = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"displayName":"two"}""", headers: ("If-Match", "v2"));

        patch.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        delete.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        weak.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        malformed.Fields.ShouldBe(["If-Match"]);
        var (now, etag) = await plane.Client.Providers.GetWithTagAsync("main");
        (now.DisplayName, etag).ShouldBe(("one", updated.ETag));
    }

    [Fact]
    [Trait("criterion", "PRV-14")]
    public async Task A_rename_keeps_the_id_and_frees_the_old_name_in_the_same_revision()
    {
        await using var plane = await ControlPlane.StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("old", "openai", "https://api.example"));

        var renamed = await plane.Client.Providers.UpdateAsync("old", new ProviderPatch { Name = "new" });

        renamed.Value!.Id.ShouldBe(created.Value!.Id);
        renamed.Revision.ShouldBe(created.Revision + 1);
        (await plane.Http.SendAsync("GET", $"{Path}/old")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Client.Providers.CreateAsync(new NewProvider("old", "openai", "https://api.example"))).Value!.Id.ShouldNotBe(created.Value.Id);
        var taken = await Should.ThrowAsync<SwitchyardApiException>(plane.Client.Providers.UpdateAsync("new", new ProviderPatch { Name = "old" }));
        taken.Code.ShouldBe("name_taken");
    }

    [Fact]
    [Trait("criterion", "PRV-16")]
    public async Task A_dry_run_shows_the_difference_and_writes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var patch = await plane.Http.SendAsync("PATCH", $"{Path}/main?dryRun=true", """{"displayName":"Main","settings":{"timeouts":{"idle":"30s"}}}""");
        var create = await plane.Client.Providers.CreateAsync(new NewProvider("other", "openai", "https://api.example"), new ChangeOptions { DryRun = true });
        var wrong = await plane.Http.SendAsync("PATCH", $"{Path}/main?dryRun=true", """{"baseUrl":"nowhere"}""");
        var delete = await plane.Http.SendAsync("DELETE", $"{Path}/main?dryRun=true");

        patch.Status.ShouldBe(HttpStatusCode.OK, patch.Text);
        patch.Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        patch.Json.GetProperty("diff").EnumerateArray().Select(change => change.GetProperty("field").GetString()).ShouldBe(["displayName", "settings.timeouts"]);
        create.Diff!.ShouldContain(change => change.Field == "name");
        wrong.Fields.ShouldBe(["baseUrl"]);
        delete.Status.ShouldBe(HttpStatusCode.OK);
        var (now, etag) = await plane.Client.Providers.GetWithTagAsync("main");
        (now.DisplayName, etag).ShouldBe(("main", created.ETag));
        (await plane.Client.Providers.ListAsync()).Items.Count.ShouldBe(1);
        (await plane.Client.Audit.ListAsync()).Items.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-18")]
    public async Task Two_enabled_providers_with_one_host_warn_at_the_later_one()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("b", "openai", "https://API.example/one"));
        await plane.Client.Providers.CreateAsync(new NewProvider("a", "anthropic", "https://api.example/two"));
        await plane.Client.Providers.CreateAsync(new NewProvider("c", "openai", "https://api.example") { Enabled = false });

        var list = (await plane.Client.Providers.ListAsync()).Items.ToDictionary(provider => provider.Name);

        list["a"].Status.Warnings.ShouldBeEmpty();
        list["b"].Status.Warnings.ShouldHaveSingleItem().ShouldContain("'a'");
        list["c"].Status.Warnings.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-22")]
    public async Task A_document_that_was_read_can_be_sent_back_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "azure-openai", "https://api.example")
        {
            Settings = JsonElement.Parse("""{"apiVersion":"2024-10-21","failover":{"attempts":2}}"""),
            Keys = [new NewProviderKey("first-key-0123456789ab", "a"), new NewProviderKey("second-key-0123456789c")],
        });
        var read = await plane.Http.SendAsync("GET", $"{Path}/main");

        var sentBack = await plane.Http.SendAsync("PATCH", $"{Path}/main", read.Text);

        sentBack.Status.ShouldBe(HttpStatusCode.OK, sentBack.Text);
        sentBack.Text.ShouldBe(read.Text);
        sentBack.Headers["ETag"].ShouldBe(read.Headers["ETag"]);
        sentBack.Headers["X-Switchyard-Revision"].ShouldBe("1");
    }

    [Fact]
    [Trait("criterion", "PRV-37")]
    public async Task A_change_that_changes_nothing_makes_no_revision_no_event_and_no_audit_row()
    {
        await using var plane = await ControlPlane.StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var same = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { DisplayName = "main", Enabled = true });

        (same.ETag, same.Revision).ShouldBe((created.ETag, created.Revision));
        same.Value!.UpdatedAt.ShouldBe(created.Value!.UpdatedAt);
        (await plane.Client.Audit.ListAsync()).Items.Count.ShouldBe(1);
        (await plane.EventsAsync()).Count.ShouldBe(1);
    }
}
