using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

/// <summary>Files and documents that a part of the node does not take, and records that change meanwhile.</summary>
public sealed class HeldContentTests
{
    private readonly ScriptedConsumer _part = new();

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-76")]
    [Trait("criterion", "CFG-53")]
    public async Task Records_go_on_over_the_former_documents_and_what_was_refused_is_not_tried_again()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(1)));
        var tries = 0;
        _part.OnPrepare = (next, _) =>
        {
            if (next.Server.DrainCeiling.TotalMinutes == 2)
            {
                tries++;
                throw new ConfigurationRejectedException("no room");
            }

            return Task.CompletedTask;
        };

        var bad = await node.WriteDocumentAsync("team", Text(2));
        await node.UntilAsync(state => state.RejectedRevision == bad);
        for (var i = 0; i < 5; i++)
        {
            await node.AppliedAsync(await node.AddProviderAsync($"p{i}"));
        }

        var state = node.Status.State;
        (state.RejectedRevision, state.RejectedReason, state.RejectsDocuments, Minutes(node)).ShouldBe((bad, "no room", true, 1));
        tries.ShouldBe(1);
        (await node.Rollout.WaitAsync(bad, TimeSpan.FromMinutes(1), Ended)).Nodes.ShouldHaveSingleItem().State.ShouldBe(NodeStates.Rejected);
        (await node.Rollout.WaitAsync(state.Applied!.Revision, TimeSpan.FromMinutes(1), Ended)).IsComplete.ShouldBeTrue();

        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(3)));
        Minutes(node).ShouldBe(3);
        node.Status.State.IsDegraded.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "CFG-76")]
    [Trait("criterion", "CFG-53")]
    public async Task What_fails_for_a_passing_cause_is_tried_again_when_it_is_due_and_not_with_every_record()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(1)));
        var tries = 0;
        _part.OnPrepare = (next, _) => next.Server.DrainCeiling.TotalMinutes == 2 && ++tries < 3 ? throw new IOException("no answer") : Task.CompletedTask;

        var late = await node.WriteDocumentAsync("team", Text(2));
        await node.UntilAsync(state => state.RejectedRevision == late);
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        await node.AppliedAsync(await node.AddProviderAsync("b"));

        tries.ShouldBe(1);
        (node.Status.State.ReadFailure, Minutes(node)).ShouldBe(("no answer", 1));
        storage.Time.Advance(TimeSpan.FromSeconds(6));
        await node.Reloader.CatchUpAsync(Ended);

        // It is answered before it sets its next time; a further look begins after that.
        await node.Reloader.CatchUpAsync(Ended);
        tries.ShouldBe(2);
        storage.Time.Advance(TimeSpan.FromSeconds(12));
        await node.UntilAsync(state => state.Applied!.Server.DrainCeiling.TotalMinutes == 2);
        node.Status.State.IsDegraded.ShouldBeFalse();
        node.Status.Current!.Providers.Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "CFG-76")]
    public async Task The_same_holds_for_files()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", Text(1));
        _part.OnPrepare = (next, _) => next.Server.DrainCeiling.TotalMinutes == 2 ? throw new ConfigurationRejectedException("no room") : Task.CompletedTask;
        var node = await storage.Node([file], time: null, _part).StartedAsync();

        storage.Write("a.yaml", Text(2));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Rejected);
        await node.AppliedAsync(await node.AddProviderAsync("a"));

        (Minutes(node), node.Status.State.RejectedReason).ShouldBe((1, "no room"));
        storage.Write("a.yaml", Text(1));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldNotBe(ReloadKind.Rejected);
        node.Status.State.IsDegraded.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "CFG-76")]
    public async Task A_probe_that_fails_holds_documents_back_and_no_record_and_records_are_not_probed()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var probes = new List<double>();
        var fails = true;
        _part.OnProbe = next =>
        {
            probes.Add(next.Server.DrainCeiling.TotalMinutes);
            return fails && next.Server.DrainCeiling.TotalMinutes == 2 ? throw new ProbeFailedException("nobody answers") : Task.CompletedTask;
        };
        var node = await storage.Node(_part).StartedAsync();
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        probes.ShouldBeEmpty("the first configuration has nothing to fall back to, and records are never held back");
        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(1)));
        probes.ShouldBe([1]);

        var held = await node.WriteDocumentAsync("team", Text(2));
        await node.UntilAsync(state => state.RejectedRevision == held);
        await node.AppliedAsync(await node.ChangeAsync((session, token) => session.ExecuteAsync("update providers set enabled = false, version = version + 1", null, token)));

        (node.Provider("a").Enabled, Minutes(node), node.Status.State.RejectedReason).ShouldBe((false, 1, "nobody answers"));
        probes.ShouldBe([1, 2]);
        fails = false;
        storage.Time.Advance(TimeSpan.FromSeconds(6));
        await node.UntilAsync(state => state.Applied!.Server.DrainCeiling.TotalMinutes == 2);
        probes.ShouldBe([1, 2, 2]);
        node.Status.State.IsDegraded.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_wrong_with_a_record_is_not_blamed_on_documents_for_ever()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AppliedAsync(await node.WriteDocumentAsync("team", Text(1)));
        var hold = node.Scripted.HoldRead = new Gate();
        var looking = node.Reloader.ReloadNowAsync(Ended);
        await hold.Reached;

        // Both come in one look: the record is what no part takes.
        _part.OnPrepare = (next, _) => next.Providers.Any(provider => provider.Name == "bad") ? throw new ConfigurationRejectedException("bad record") : Task.CompletedTask;
        await node.WriteDocumentAsync("team", Text(2));
        await node.AddProviderAsync("bad");
        hold.Open();
        await looking;
        await node.UntilAsync(state => state.RejectedReason == "bad record");

        await node.AppliedAsync(await node.ChangeAsync((session, token) => session.ExecuteAsync("update providers set name = 'good', version = version + 1", null, token)));
        await node.UntilAsync(state => state.Applied!.Server.DrainCeiling.TotalMinutes == 2);
    }

    private static int Minutes(TestNode node) => (int)node.Status.Current.ShouldNotBeNull().Server.DrainCeiling.TotalMinutes;

    private static string Text(int minutes) => $"version: 1\nserver: {{drainCeiling: {minutes}m}}\n";
}
