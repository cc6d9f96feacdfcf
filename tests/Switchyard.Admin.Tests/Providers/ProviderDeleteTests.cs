using Switchyard.Admin.Client.Audit;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderDeleteTests
{
    [Fact]
    [Trait("criterion", "PRV-10")]
    [Trait("criterion", "PRV-11")]
    public async Task Deleting_leaves_no_ciphertext_and_makes_one_revision()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", "/api/v1/providers", """{"name":"aws","type":"bedrock","settings":{"region":"eu-central-1","accessKeyId":"AKIA1","secretAccessKey":"abcdefghijk"}}""");
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example") { Keys = [new NewProviderKey("first-key-0123456789ab")] });

        var answer = await plane.Http.SendAsync("DELETE", "/api/v1/providers/aws");
        var last = await plane.Client.Providers.DeleteAsync("main");

        ((int)answer.Status, answer.Text, answer.Headers["X-Switchyard-Revision"]).ShouldBe((204, "", "3"));
        last.Revision.ShouldBe(4);
        (await plane.KeyRowsAsync()).ShouldBeEmpty();
        (await plane.QueryAsync<long>("select count(*) from providers where settings_sealed is not null")).Single().ShouldBe(0);
        (await plane.QueryAsync<string>("select name from providers order by name")).ShouldBe(["aws", "main"], "history keeps the names");
        (await plane.Client.Secrets.StatusAsync()).Uses.ShouldNotContain(use => use.Table.StartsWith("provider", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "PRV-37")]
    public async Task Every_key_of_a_deleted_provider_has_an_audit_row_of_its_own()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example")
        {
            Keys = [new NewProviderKey("first-key-0123456789ab", "one"), new NewProviderKey("second-key-0123456789c")],
        });

        await plane.Client.Providers.DeleteAsync("main");

        var rows = (await plane.Client.Audit.ListAsync(new AuditQuery { Action = "provider_key.delete" })).Items;
        rows.Select(row => row.EntityName).ShouldBe(["main/one", "main/…789c"], ignoreOrder: true);
        var deletion = (await plane.Client.Audit.ListAsync(new AuditQuery { Action = "provider.delete" })).Items.ShouldHaveSingleItem();
        deletion.Detail!.Value.GetProperty("keys").GetProperty("removed").GetArrayLength().ShouldBe(2);
        deletion.BeforeHash.ShouldNotBeNull();
        deletion.AfterHash.ShouldBeNull();
        (await plane.EventsAsync()).Count.ShouldBe(2, "a deletion is one event, however many keys go");
    }

    [Fact]
    [Trait("criterion", "PRV-27")]
    public async Task A_cut_is_written_with_the_revision_that_made_it()
    {
        await using var plane = await ControlPlane.StartAsync();
        var main = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example") { Keys = [new NewProviderKey("first-key-0123456789ab")] });
        await plane.Client.Providers.CreateAsync(new NewProvider("other", "openai", "https://other.example"));

        var key = main.Value!.Keys[0].Id;
        var keyGone = await plane.Client.ProviderKeys.DeleteAsync("main", key, new ChangeOptions { Cut = true });
        var disabled = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Enabled = false }, new ChangeOptions { Cut = true });
        await plane.Client.Providers.DeleteAsync("other");

        (await plane.CutsAsync()).Select(cut => (cut.Kind, cut.Id, cut.Revision)).ShouldBe(
            [("provider_key", key, keyGone.Revision), ("provider", main.Value.Id, disabled.Revision)], ignoreOrder: true);
    }
}
