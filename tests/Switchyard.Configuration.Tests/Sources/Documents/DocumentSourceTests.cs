using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Model.Origins;
using Switchyard.Storage.Documents;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.Documents;

public sealed class DocumentSourceTests(PostgresServer server)
{
    [Fact]
    [Trait("criterion", "CFG-16")]
    public async Task Documents_lie_over_records_in_the_order_of_their_names_and_files_over_both()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("over.yaml", "version: 1\nproviders:\n- {name: of-file, type: openai, baseUrl: 'https://file.example', allowByok: true}\n");
        var node = await storage.Node([file]).StartedAsync();
        await node.AddProviderAsync("of-record");
        await node.AddProviderAsync("hidden");
        await WriteAsync(node, "a", "version: 1\nproviders:\n" + Provider("hidden", "https://a.example") + Provider("twice", "https://a.example") + Provider("of-file", "https://a.example"));

        await node.AppliedAsync(await WriteAsync(node, "b", "version: 1\nproviders:\n" + Provider("twice", "https://b.example")));

        node.Status.Current!.Providers.Select(provider => (provider.Name, provider.BaseUrl, provider.Origin.Kind, provider.Origin.Location)).ShouldBe(
        [
            ("hidden", "https://a.example", OriginKind.Document, "a"),
            ("of-file", "https://file.example", OriginKind.File, file),
            ("of-record", "https://up.example", OriginKind.Database, null),
            ("twice", "https://b.example", OriginKind.Document, "b"),
        ]);
        node.Status.Current.Explanation.Shadowed.Select(item => (item.Name, item.Origin.Kind, item.By.Location)).ShouldBe(
            [("hidden", OriginKind.Database, "a"), ("twice", OriginKind.Document, "b"), ("of-file", OriginKind.Document, file)], ignoreOrder: true);
        node.Status.Current.Explanation.Documents.ShouldBe(new Dictionary<string, long> { ["a"] = 1, ["b"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "CFG-14")]
    public async Task Variables_are_expanded_but_not_those_of_switchyard_itself_and_no_files()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.AppliedAsync(await WriteAsync(node, "a", "version: 1\nproviders:\n" + Provider("main", "https://${SOME_HOST:-other}.example")));
        node.Provider("main").BaseUrl.ShouldBe("https://other.example");

        var revision = await WriteAsync(node, "a", "version: 1\nproviders:\n" + Provider("main", "https://${SWITCHYARD_SECRET_KEYS}.example") + Provider("two", "${file:/etc/hostname}"));
        await node.UntilAsync(state => state.RejectedRevision == revision);

        node.Status.State.RejectedReason.ShouldNotBeNull();
        node.Status.State.RejectedReason.ShouldContain("document a:3:");
        node.Status.State.RejectedReason.ShouldContain("References to files are for configuration files of a node only.");
        node.Provider("main").BaseUrl.ShouldBe("https://other.example");
    }

    /// <summary>A document that one node can not use is rejected there; what else changes in the database (a revoked key, say) takes effect all the same.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "CFG-52")]
    [Trait("criterion", "CFG-76")]
    public async Task A_document_that_is_wrong_here_is_rejected_and_keeps_nothing_else_from_changing(string kind)
    {
        await using var storage = await TestStorage.OfAsync(kind, server);
        var node = await storage.Node().StartedAsync();
        await node.AppliedAsync(await WriteAsync(node, "a", "version: 1\nserver: {drainCeiling: 7m}\nproviders:\n" + Provider("main", "https://good.example")));

        var bad = await WriteAsync(node, "a", "version: 1\nserver: {drainCeiling: 8m}\nproviders:\n" + Provider("main", "https://${NOT_SET_ANYWHERE}.example"));
        await node.UntilAsync(state => state.RejectedRevision == bad);
        var next = await node.AddProviderAsync("of-record");
        await node.AppliedAsync(next);

        node.Status.State.RejectedRevision.ShouldBe(bad);
        node.Status.State.RejectsDocuments.ShouldBeTrue();
        node.Status.State.RejectedReason.ShouldNotBeNull().ShouldContain("document a:4:");
        node.Status.Current!.Server.DrainCeiling.ShouldBe(TimeSpan.FromMinutes(7));
        node.Status.Current.Providers.Select(provider => provider.Name).ShouldBe(["main", "of-record"]);
        (await node.Rollout.WaitAsync(bad, TimeSpan.FromMinutes(1), Patience.Token)).Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeStates.Rejected);
        (await node.Rollout.WaitAsync(next, TimeSpan.FromMinutes(1), Patience.Token)).Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeStates.Applied);

        await node.AppliedAsync(await WriteAsync(node, "a", "version: 1\nserver: {drainCeiling: 9m}\n"));
        await node.UntilAsync(state => state.RejectedReason is null);
        node.Status.State.RejectsDocuments.ShouldBeFalse();
        node.Status.Current.Server.DrainCeiling.ShouldBe(TimeSpan.FromMinutes(9));
    }

    [Fact]
    [Trait("criterion", "CFG-7")]
    public async Task A_document_that_no_key_opens_is_a_fault_and_no_empty_configuration()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.AppliedAsync(await WriteAsync(node, "a", "version: 1\nproviders:\n" + Provider("main", "https://good.example")));

        var revision = await node.ChangeAsync((session, token) => session.ExecuteAsync("update config_documents set sealed = @none, version = 2", new { none = Array.Empty<byte>() }, token));
        await node.UntilAsync(state => state.RejectedRevision == revision);

        node.Status.State.RejectedReason.ShouldBe("document a: No key of this node opens it.");
        node.Provider("main").BaseUrl.ShouldBe("https://good.example");
    }

    private static string Provider(string name, string baseUrl) => $"- {{name: {name}, type: openai, baseUrl: '{baseUrl}', allowByok: true}}\n";

    private static Task<long> WriteAsync(TestNode node, string name, string text) => node.ChangeAsync(
        async (session, token) =>
        {
            var before = await DocumentTable.FindAsync(session, name, token);
            var id = before?.Id ?? TestNode.NewId();
            await DocumentTable.WriteAsync(
                session,
                new DocumentRow
                {
                    Id = id,
                    Name = name,
                    Format = "yaml",
                    Sealed = node.Sealer.Seal("config_documents", "sealed", id, text),
                    Hash = text,
                    Version = (before?.Version ?? 0) + 1,
                    AuthorId = "test",
                    AuthorName = "test",
                    Comment = "",
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    UpdatedAt = DateTimeOffset.UnixEpoch,
                },
                token);
        },
        HubStreams.ConfigDocumentsChanged);
}
