using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

/// <summary>Bundles of records and files, and what operators say of them.</summary>
public sealed class BundleRecordsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    [Trait("criterion", "BND-9")]
    public async Task Files_lie_over_records_and_what_operators_say_holds_for_both()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", "version: 1\nbundles:\n  - {name: shadow, workspace: web, type: http, url: 'https://f.example'}\n  - {name: both, workspaces: [web, files-only], type: stdio, command: f}\n  - {name: removed, workspace: web, remove: true}\n");
        var node = storage.Node([file]);
        await node.ChangeAsync(async (session, token) =>
        {
            var web = await AddWorkspaceAsync(session, "web", token);
            foreach (var name in (string[])["shadow", "removed", "record"])
            {
                await AddBundleAsync(session, web, name, """{"type":"stdio","command":"r"}""", token);
            }

            await StandAsync(session, "files-only", "both", enabled: false, respawns: 2, token);
            await StandAsync(session, "web", "record", enabled: true, respawns: 7, token);
        }, HubStreams.BundlesChanged);
        await node.StartedAsync();

        var model = node.Status.Current!;
        model.Workspaces.Select(workspace => workspace.Name).ShouldBe(["web"], "that of the file is there for its bundles only");
        model.Bundles.Select(bundle => bundle.Key.ToString()).ShouldBe(["files-only/both", "web/both", "web/record", "web/shadow"]);
        (model.Bundles[0].Enabled, model.Bundles[0].Respawns, model.Bundles[0].Origin).ShouldBe((false, 2, new Origin(OriginKind.File, file, 4)));
        (model.Bundles[1].Enabled, model.Bundles[1].Respawns, model.Bundles[1].Id).ShouldBe((true, 0, FileIds.OfBundle(new BundleKey("web", "both"))));
        (model.Bundles[2].Respawns, model.Bundles[2].Origin).ShouldBe((7, Origin.Database));
        model.Bundles[3].Definition.Url.ShouldBe("https://f.example");
        model.Explanation.Shadowed.Select(shadowed => shadowed.Name).ShouldBe(["web/removed", "web/shadow"], ignoreOrder: true);
        model.Explanation.Objects.Where(item => item.Section == "bundles").Select(item => item.Name).ShouldBe(["files-only/both", "web/both", "web/record", "web/shadow"], ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    [Trait("criterion", "BND-26")]
    public async Task Credentials_are_opened_and_each_write_is_another_configuration()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node([storage.Write("a.yaml", "version: 1\nbundles:\n  - {name: b, workspace: web, type: stdio, command: f, credentials: [{name: A, env: A, value: from-file-0123456789}]}\n")]);
        await node.StartedAsync();
        var before = node.Status.Current!;
        before.Bundles[0].Definition.Credentials[0].Default!.Reveal().ShouldBe("from-file-0123456789");

        await node.AppliedAsync(await node.ChangeAsync((session, token) => PutAsync(storage, session, "b", "A", "stored-0123456789", revokes: false, token), HubStreams.BundlesChanged));
        var first = node.Status.Current!;
        (first.Bundles[0].Credentials.Version, first.Bundles[0].Credentials.Revoked, first.Bundles[0].Credentials.Values["A"]!.Reveal()).ShouldBe((1, 0, "stored-0123456789"));
        first.Hash.ShouldNotBe(before.Hash);

        await node.AppliedAsync(await node.AddProviderAsync("other"));
        node.Status.Current!.Bundles[0].ShouldBe(first.Bundles[0]);

        await node.AppliedAsync(await node.ChangeAsync(
            async (session, token) => await BundleCredentialTable.EraseAsync(session, "web", "b", Now, token), HubStreams.BundlesChanged));
        var erased = node.Status.Current!.Bundles[0].Credentials;
        (erased.Version, erased.Revoked, erased.Values.Count).ShouldBe((2, 1, 0));

        var shown = ConfigurationContent.Of(first).ToJsonString();
        shown.ShouldNotContain("0123456789");
        ConfigurationDiff.Between(before, first).Changes.ShouldHaveSingleItem().Fields.Select(field => (field.Field, field.IsSecret)).ShouldBe([("credentialsVersion", false), ("stored.A", true)]);
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    public async Task What_can_not_be_used_puts_only_its_own_bundle_into_error()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node([storage.Write("a.yaml", "version: 1\nserver: {bundles: {commands: [r]}}\n")]);
        await node.ChangeAsync(async (session, token) =>
        {
            var web = await AddWorkspaceAsync(session, "web", token);
            await AddBundleAsync(session, web, "good", """{"type":"stdio","command":"r","credentials":[{"name":"A","env":"A"}]}""", token);
            await AddBundleAsync(session, web, "broken", "{", token);
            await AddBundleAsync(session, web, "newer", """{"type":"stdio","command":"r","colour":"red"}""", token);
            await AddBundleAsync(session, web, "other-command", """{"type":"stdio","command":"x"}""", token);
            await AddBundleAsync(session, web, "moved", """{"type":"stdio","command":"r"}""", token);
            await PutAsync(storage, session, "good", "A", "v", revokes: false, token);

            // Copied by whoever can write to the database, to another bundle.
            var copied = (await BundleCredentialTable.ListAsync(session, token))[0];
            await BundleCredentialTable.LockAsync(session, "web", "moved", Now, token);
            await BundleCredentialTable.PutAsync(session, copied with { Id = BundleCredentialIds.Of("web", "moved", "A"), Bundle = "moved" }, token);

            // Or handed over with its row.
            await AddBundleAsync(session, web, "stolen", """{"type":"stdio","command":"r"}""", token);
            await PutAsync(storage, session, "good", "B", "w", revokes: false, token);
            await BundleCredentialTable.LockAsync(session, "web", "stolen", Now, token);
            await session.ExecuteAsync("update bundle_credentials set bundle = 'stolen' where field = 'B'", null, token);
        }, HubStreams.BundlesChanged);
        await node.StartedAsync();

        node.Status.Current!.Bundles.Select(bundle => (bundle.Key.Bundle, bundle.Error)).ShouldBe(
        [
            ("broken", BundleErrors.InvalidDefinition), ("good", null), ("moved", BundleErrors.SecretUnreadable), ("newer", BundleErrors.InvalidDefinition), ("other-command", BundleErrors.CommandNotAllowed),
            ("stolen", BundleErrors.SecretUnreadable),
        ]);
        node.Status.Current.Bundles[2].Credentials.Values["A"].ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-54")]
    public async Task Bundles_are_part_of_what_a_node_serves_without_its_database()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var first = await storage.Node(home, []).StartedAsync();
        await first.AppliedAsync(await first.ChangeAsync(async (session, token) =>
        {
            await AddBundleAsync(session, await AddWorkspaceAsync(session, "web", token), "b", """{"type":"stdio","command":"r"}""", token);
            await PutAsync(storage, session, "b", "A", "v", revokes: false, token);
            await StandAsync(session, "web", "b", enabled: false, respawns: 1, token);
        }, HubStreams.BundlesChanged));
        var before = first.Status.Current!;
        await first.StopAsync();

        var second = storage.Node(home, []);
        second.Scripted.Failure = new DatabaseUnavailableException("away");
        (await second.Reloader.ServeLastGoodAsync("away", Patience.Token)).ShouldBeTrue();

        await second.Status.First.WaitAsync(Patience.Token);
        var model = second.Status.Current!;
        model.Hash.ShouldBe(before.Hash);
        model.Bundles.ShouldBe(before.Bundles);
        model.Bundles[0].Credentials.Values["A"]!.Reveal().ShouldBe("v");
        model.Workspaces.ShouldBe(before.Workspaces);
    }

    private static async Task<WorkspaceRow> AddWorkspaceAsync(SqlSession session, string name, CancellationToken cancellationToken)
    {
        var row = new WorkspaceRow { Id = TestNode.NewId(), Name = name, DisplayName = "", CreatedAt = Now, UpdatedAt = Now };
        await WorkspaceTable.InsertAsync(session, row, cancellationToken);
        return row;
    }

    private static Task AddBundleAsync(SqlSession session, WorkspaceRow workspace, string name, string definition, CancellationToken cancellationToken) =>
        BundleTable.InsertAsync(
            session,
            new BundleRow { Id = TestNode.NewId(), WorkspaceId = workspace.Id, Workspace = workspace.Name, Name = name, DefinitionJson = definition, CreatedAt = Now, UpdatedAt = Now },
            cancellationToken);

    private static async Task StandAsync(SqlSession session, string workspace, string bundle, bool enabled, long respawns, CancellationToken cancellationToken)
    {
        var row = await BundleSwitchTable.LockAsync(session, workspace, bundle, Now, cancellationToken);
        await BundleSwitchTable.UpdateAsync(session, row with { Enabled = enabled, Respawns = respawns }, cancellationToken);
    }

    private static async Task PutAsync(TestStorage storage, SqlSession session, string bundle, string field, string value, bool revokes, CancellationToken cancellationToken)
    {
        var set = await BundleCredentialTable.LockAsync(session, "web", bundle, Now, cancellationToken);
        var id = BundleCredentialIds.Of("web", bundle, field);
        var row = new BundleCredentialRow { Id = id, Workspace = "web", Bundle = bundle, Field = field, Sealed = storage.Sealer.Seal("bundle_credentials", "sealed", id, value), UpdatedAt = Now };
        await BundleCredentialTable.PutAsync(session, row, cancellationToken);
        await BundleCredentialTable.CountAsync(session, set, revokes, Now, cancellationToken);
    }
}
