using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Model.Canaries;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Canaries;

/// <summary>What a canary means on the nodes: those that are chosen and those that are not.</summary>
public sealed class CanaryNodeTests(PostgresServer server)
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    public async Task Chosen_nodes_run_what_is_tried_and_the_others_and_all_gateways_what_they_had()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var (one, two) = (await storage.Replica().StartedAsync(), await storage.Replica().StartedAsync());
        var before = await one.WriteDocumentAsync("team", Text(1));
        await Task.WhenAll(one.AppliedAsync(before), two.AppliedAsync(before));
        var hash = one.Status.Current!.Hash;

        var revision = await one.BeginCanaryAsync(storage, "team", Text(2), two.Id);
        await Task.WhenAll(one.AppliedAsync(revision), two.AppliedAsync(revision));

        (one.Status.Current.Hash, one.Status.Current.Canary).ShouldBe((hash, new CanaryMark(revision, false, false)));
        (Minutes(two), two.Status.Current!.Canary).ShouldBe((2, new CanaryMark(revision, true, true)));
        var feed = ((IConfigurationFeed)two.Status).Current.ShouldNotBeNull();
        (feed.Revision, feed.Hash).ShouldBe((revision, hash), "whichever node serves a gateway, it gets what all get");

        // They are to differ, and nobody calls that a divergence.
        var rollout = await one.Rollout.WaitAsync(revision, TimeSpan.FromMinutes(1), Ended);
        rollout.IsComplete.ShouldBeTrue();
        rollout.Nodes.Select(node => CanaryReports.RunBy(node.Row)).Order().ShouldBe([null, revision]);

        // Records reach both.
        var record = await one.AddProviderAsync("a");
        await Task.WhenAll(one.AppliedAsync(record), two.AppliedAsync(record));
        (Minutes(one), Minutes(two)).ShouldBe((1, 2));

        var back = await one.RevertCanaryAsync(storage);
        await Task.WhenAll(one.AppliedAsync(back), two.AppliedAsync(back));
        (Minutes(two), two.Status.Current.Canary, two.Status.Current.Hash).ShouldBe((1, null, one.Status.Current.Hash));
    }

    [Fact]
    public async Task A_canary_can_take_a_document_away()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node().StartedAsync();
        await node.WriteDocumentAsync("team", Text(1));

        await node.AppliedAsync(await node.BeginCanaryAsync(storage, "team", null, node.Id));

        Minutes(node).ShouldBe(15);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "CFG-76")]
    public async Task A_node_that_can_not_use_it_goes_on_without_says_why_and_follows_the_records(string kind)
    {
        await using var storage = await TestStorage.OfAsync(kind, server);
        var node = await storage.Node().StartedAsync();
        await node.WriteDocumentAsync("team", Text(1));

        var revision = await node.BeginCanaryAsync(storage, "team", "version: 1\nserver: {drainCeiling: \"${NOT_SET_ANYWHERE}\"}\n", node.Id);
        await node.AppliedAsync(revision);

        (Minutes(node), node.Status.Current!.Canary).ShouldBe((1, new CanaryMark(revision, true, false)));
        node.Status.State.RejectedRevision.ShouldBe(revision);
        (await ReportAsync(node, revision)).Fault.ShouldNotBeNull().ShouldContain("document team:2");
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        node.Provider("a").ShouldNotBeNull();
        (await node.Rollout.WaitAsync(revision, TimeSpan.FromMinutes(1), Ended)).Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeStates.Rejected);

        await node.AppliedAsync(await node.RevertCanaryAsync(storage));
        node.Status.State.IsDegraded.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("criterion", "CFG-76")]
    public async Task A_part_that_does_not_take_it_keeps_no_record_back_either(bool passing)
    {
        await using var storage = await TestStorage.SqliteAsync();
        var part = new ScriptedConsumer();
        var node = await storage.Node(part).StartedAsync();
        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(1)));
        part.OnPrepare = (next, _) => next.Server.DrainCeiling.TotalMinutes != 2 ? Task.CompletedTask
            : throw (passing ? new IOException("no answer") : new ConfigurationRejectedException("not this one"));

        var revision = await node.BeginCanaryAsync(storage, "team", Text(2), node.Id);
        await node.AppliedAsync(revision);

        (Minutes(node), node.Status.Current!.Canary).ShouldBe((1, new CanaryMark(revision, true, false)));
        (await ReportAsync(node, revision)).Fault.ShouldBe(passing ? "no answer" : "not this one");
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        part.Live.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_on_trial_is_not_kept_as_last_good()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var first = await storage.Node(home, []).StartedAsync();
        await first.WriteDocumentAsync("team", Text(1));
        var revision = await first.BeginCanaryAsync(storage, "team", Text(2), first.Id);
        await first.AppliedAsync(revision);
        Minutes(first).ShouldBe(2);
        await first.StopAsync();

        var second = storage.Node(home, []);
        second.Scripted.FailsRecords = new Storage.Sql.DatabaseUnavailableException("away");
        await second.StartedAsync();

        (second.Status.State.IsLastGood, Minutes(second), second.Status.Current!.Canary).ShouldBe((true, 1, null));
    }

    private static int Minutes(TestNode node) => (int)node.Status.Current.ShouldNotBeNull().Server.DrainCeiling.TotalMinutes;

    private static async Task<CanaryNode> ReportAsync(TestNode node, long revision) =>
        CanaryReports.Of((await node.Rollout.WaitAsync(revision, TimeSpan.FromMinutes(1), Ended)).Nodes.Select(item => item.Row), _ => false, revision).ShouldHaveSingleItem();

    private static string Text(int minutes) => $"version: 1\nserver: {{drainCeiling: {minutes}m}}\n";
}
