using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.History;

public sealed class FileRevisionTests(PostgresServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-22")]
    public async Task The_same_new_content_on_all_nodes_is_one_revision_whoever_sees_it_first()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var (one, two) = (storage.Write("one.yaml", Text("a", "https://1.example")), storage.Write("two.yaml", Text("a", "https://1.example")));
        var (first, second) = (await storage.Node([one]).StartedAsync(), await storage.Replica([two]).StartedAsync());
        (first.Status.Current!.Revision, second.Status.Current!.Revision).ShouldBe((0L, 0L), "the first content is no change");

        for (var round = 2; round <= 6; round++)
        {
            storage.Write("one.yaml", Text("a", $"https://{round}.example"));
            storage.Write("two.yaml", $"# the same, spelt otherwise\n{Text("a", $"'https://{round}.example'")}");
            await Task.WhenAll(first.Reloader.ReloadNowAsync(Ended), second.Reloader.ReloadNowAsync(Ended));
            await first.AppliedAsync(round - 1);
            await second.AppliedAsync(round - 1);
        }

        // A node that heard of the revision before it read its own file has said that it differs; what it says after that is waited for.
        var rollout = await first.Rollout.WaitAsync(5, Limit, Ended);
        while (!rollout.IsComplete)
        {
            Ended.ThrowIfCancellationRequested();
            rollout = await first.Rollout.WaitAsync(5, Limit, Ended);
        }

        rollout.Revision.ShouldBe(5);
        first.Status.Current!.Hash.ShouldBe(second.Status.Current!.Hash);
        var events = await storage.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, 0, 100, token), Ended);
        events.Select(row => (row.Version, row.Type)).ShouldBe(Enumerable.Range(1, 5).Select(version => ((long)version, HubStreams.ConfigFilesChanged)));
        events[4].Data.ShouldContain("\"summary\":\"providers: ~a\"");
    }

    [Fact]
    [Trait("criterion", "CFG-22")]
    public async Task Nodes_whose_files_differ_are_shown_as_diverged_with_their_files_until_they_agree()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var (one, two) = (storage.Write("one.yaml", Text("a", "https://1.example")), storage.Write("two.yaml", Text("a", "https://1.example")));
        var (first, second) = (await storage.Node([one]).StartedAsync(), await storage.Replica([two]).StartedAsync());

        storage.Write("one.yaml", Text("a", "https://2.example"));
        (await first.Reloader.ReloadNowAsync(Ended)).ShouldBe(new ReloadOutcome(ReloadKind.Applied, 1));
        await second.AppliedAsync(1);
        var rollout = await first.Rollout.WaitAsync(1, Limit, Ended);
        (rollout.IsComplete, rollout.IsDecided).ShouldBe((false, true));
        rollout.Nodes.Where(node => node.State == NodeStates.Diverged).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            node => Divergence.FilesOf(node.Row).ShouldBe([two]),
            node => node.Row.Hash.ShouldBe(second.Status.Current!.Hash));

        // It was read again without a change: no revision, whatever the other has.
        (await second.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Unchanged);

        storage.Write("two.yaml", Text("a", "https://2.example"));
        (await second.Reloader.ReloadNowAsync(Ended)).ShouldBe(new ReloadOutcome(ReloadKind.Applied, 1));
        while (!(await first.Rollout.WaitAsync(1, Limit, Ended)).IsComplete)
        {
            Ended.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    [Trait("criterion", "CFG-22")]
    public async Task A_start_with_the_recorded_or_the_former_content_makes_no_revision_and_one_with_a_new_content_makes_one()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var file = storage.Write("a.yaml", Text("a", "https://1.example"));
        (await StartAndStopAsync(storage, home, file)).ShouldBe(0);
        (await StartAndStopAsync(storage, home, file)).ShouldBe(0);

        storage.Write("a.yaml", Text("a", "https://2.example") + Provider("b", "https://b.example"));
        (await StartAndStopAsync(storage, home, file)).ShouldBe(1);
        (await StartAndStopAsync(storage, home, file)).ShouldBe(1);
        (await SummaryAsync(storage)).ShouldBe("providers: ~a +b");

        // Another node, to which the change has not come yet, joins with what this one had before it: it knows that it has changed nothing.
        var late = storage.Home();
        var old = storage.Write("old.yaml", Text("a", "https://2.example") + Provider("b", "https://b.example"));
        (await StartAndStopAsync(storage, late, old)).ShouldBe(1);
        storage.Write("a.yaml", Text("a", "https://3.example"));
        (await StartAndStopAsync(storage, home, file)).ShouldBe(2);
        (await StartAndStopAsync(storage, late, old)).ShouldBe(2);
        storage.Write("old.yaml", Text("a", "https://3.example"));
        (await StartAndStopAsync(storage, late, old)).ShouldBe(2);
        (await SummaryAsync(storage)).ShouldBe("providers: ~a -b");
    }

    [Fact]
    [Trait("criterion", "CFG-22")]
    [Trait("criterion", "CFG-26")]
    public async Task A_refused_content_makes_no_revision_and_neither_does_a_database_that_is_away()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", Text("a", "https://1.example"));
        var node = await storage.Node([file]).StartedAsync();
        storage.Write("a.yaml", "version: 1\nproviders: [");
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Rejected);

        node.Scripted.FailsWrites = new Storage.Sql.DatabaseUnavailableException("away");
        storage.Write("a.yaml", Text("a", "https://2.example"));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Failed);
        node.Provider("a").BaseUrl.ShouldBe("https://1.example");

        node.Scripted.FailsWrites = null;
        (await node.Reloader.ReloadNowAsync(Ended)).ShouldBe(new ReloadOutcome(ReloadKind.Applied, 1));
        node.Provider("a").BaseUrl.ShouldBe("https://2.example");
    }

    [Fact]
    [Trait("criterion", "CFG-57")]
    public async Task A_database_that_lost_revisions_begins_a_new_epoch_once_and_every_node_adopts_it()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var (first, second) = (await storage.Node().StartedAsync(), await storage.Replica().StartedAsync());
        await first.AddProviderAsync("a");
        var last = await first.AddProviderAsync("b");
        await first.AppliedAsync(last);
        await second.AppliedAsync(last);
        var epoch = first.Status.Current!.Epoch;

        // As a backup from before the second provider would be.
        await storage.Database.WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync("delete from provider_keys where provider_id in (select id from providers where name = 'b')", null, token);
                await session.ExecuteAsync("delete from providers where name = 'b'", null, token);
                await session.ExecuteAsync("delete from events where stream = 'config' and version > 1", null, token);
                await session.ExecuteAsync("delete from config_revisions where revision > 1", null, token);
                await session.ExecuteAsync("delete from config_images where revision > 1", null, token);
                await session.ExecuteAsync("update streams set version = 1 where name = 'config'", null, token);
            },
            Ended);
        await Task.WhenAll(first.Reloader.ReloadNowAsync(Ended), second.Reloader.ReloadNowAsync(Ended));

        await first.UntilAsync(state => state.Applied!.Epoch != epoch);
        await second.UntilAsync(state => state.Applied!.Epoch != epoch);
        first.Status.Current!.Epoch.ShouldBe(second.Status.Current!.Epoch);
        first.Status.Current.Providers.ShouldHaveSingleItem().Name.ShouldBe("a");
        first.Status.State.IsDegraded.ShouldBeFalse();
        var rollout = await first.Rollout.WaitAsync(null, Limit, Ended);
        (rollout.Epoch, rollout.Revision, rollout.IsComplete).ShouldBe((first.Status.Current.Epoch, 2L, true));
        (await SummaryAsync(storage)).ShouldBe("restored at revision 1, 2 was known");
    }

    [Fact]
    [Trait("criterion", "CFG-57")]
    public async Task A_node_that_was_away_during_the_restore_knows_it_by_what_it_kept()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var node = await storage.Node(home, []).StartedAsync();
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        await node.StopAsync();
        var epoch = node.Status.Current!.Epoch;
        await storage.Database.WriteAsync((session, token) => session.ExecuteAsync("update streams set version = 0 where name = 'config'", null, token), Ended);
        await storage.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from events where stream = 'config'", null, token), Ended);
        await storage.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from config_revisions", null, token), Ended);
        await storage.Database.WriteAsync((session, token) => session.ExecuteAsync("delete from config_images", null, token), Ended);

        var again = await storage.Node(home, []).StartedAsync();

        again.Status.Current!.Epoch.ShouldNotBe(epoch);
        again.Status.State.IsDegraded.ShouldBeFalse();
    }

    private static async Task<long> StartAndStopAsync(TestStorage storage, NodeHome home, string file)
    {
        var node = await storage.Node(home, [file]).StartedAsync();
        await node.StopAsync();
        return node.Status.Current!.Revision;
    }

    private static Task<string> SummaryAsync(TestStorage storage) => storage.Database.ReadAsync(
        async (session, token) => (await AuditTable.RangeAsync(session, 0, 1000, token))[^1].EntityName, Ended);

    private static string Text(string name, string baseUrl) => $"version: 1\nproviders:\n{Provider(name, baseUrl)}";

    private static string Provider(string name, string baseUrl) => $"  - {{name: {name}, type: openai, baseUrl: {baseUrl}, keys: [{{key: sk-key}}]}}\n";
}
