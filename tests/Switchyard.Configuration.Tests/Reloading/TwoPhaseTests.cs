using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Server;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

public sealed class TwoPhaseTests
{
    private readonly ScriptedConsumer[] _parts = [new("one"), new("two"), new("three")];

    private static CancellationToken Ended => Patience.Token;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("criterion", "CFG-40")]
    public async Task If_any_part_refuses_none_has_changed(int refuser)
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        var before = node.Status.Current;

        _parts[refuser].OnPrepare = (_, _) => throw new ConfigurationRejectedException("not this one");
        await node.AddProviderAsync("b");
        await node.UntilAsync(state => state.RejectedReason is not null);

        node.Status.Current.ShouldBeSameAs(before);
        node.Status.State.RejectedRevision.ShouldBe(2);
        node.Status.State.RejectedReason.ShouldBe("not this one");
        _parts.ShouldAllBe(part => part.Committed.SequenceEqual(new long[] { 0, 1 }) && part.Live == 0);
        _parts.Sum(part => part.Undone).ShouldBe(refuser);
    }

    [Fact]
    [Trait("criterion", "CFG-53")]
    public async Task Refused_content_is_not_tried_again_and_the_next_good_one_applies()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        _parts[1].OnPrepare = (next, _) => next.Providers.Any(provider => provider.Name == "bad") ? throw new ConfigurationRejectedException("bad") : Task.CompletedTask;

        await node.AddProviderAsync("bad");
        await node.UntilAsync(state => state.RejectedRevision == 1);
        var prepares = _parts[1].Prepares;
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Rejected);
        storage.Time.Advance(TimeSpan.FromMinutes(10));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Rejected);
        _parts[1].Prepares.ShouldBe(prepares);

        await node.AppliedAsync(await node.ChangeAsync((session, token) => session.ExecuteAsync("update providers set name = 'good', version = version + 1", null, token)));
        node.Status.State.RejectedReason.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-53")]
    public async Task A_passing_cause_is_tried_again_by_itself()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        _parts[2].OnPrepare = (_, _) => throw new IOException("passing");

        var revision = await node.AddProviderAsync("a");
        await node.UntilAsync(state => state.ReadFailure is not null);
        node.Status.Current!.Revision.ShouldBe(0);
        _parts[2].OnPrepare = null;
        storage.Time.Advance(TimeSpan.FromSeconds(6));

        await node.AppliedAsync(revision);
    }

    [Fact]
    [Trait("criterion", "CFG-32")]
    [Trait("criterion", "CFG-53")]
    public void Waits_double_from_five_seconds_to_five_minutes_and_sources_that_were_never_read_are_asked_every_second()
    {
        var retries = new RetrySchedule();
        Around(retries, FailedStep.FirstRead, 1, 1, 1, 1);
        Around(retries, FailedStep.Prepare, 5, 10, 20, 40, 80, 160, 300, 300);
        Around(retries, FailedStep.Read, 1, 2, 4, 8, 16, 30, 30);
        retries.None().ShouldBe(Timeout.InfiniteTimeSpan);
        Around(retries, FailedStep.Prepare, 5, 10);

        var waits = Enumerable.Range(0, 50).Select(_ => new RetrySchedule().After(FailedStep.Prepare, ServerConfig.Default)).Distinct().Count();
        waits.ShouldBeGreaterThan(10, "nodes that failed together do not try together");
    }

    [Fact]
    [Trait("criterion", "CFG-39")]
    [Trait("criterion", "CFG-47")]
    public async Task A_part_that_hangs_is_given_up_after_thirty_seconds_and_undone_when_it_ends()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        var hang = new Gate();
        var deaf = new Gate();
        var again = new Gate();
        _parts[1].OnPrepare = async (_, _) =>
        {
            // Whatever makes it look again, what came of the first look is there to be seen.
            _parts[1].OnPrepare = (_, _) => again.PassAsync();
            await hang.PassAsync();
            deaf.Open();
        };

        await node.AddProviderAsync("a");
        await hang.Reached;
        storage.Time.Advance(TimeSpan.FromSeconds(30));
        await node.UntilAsync(state => state.ReadFailure?.Contains("two", StringComparison.Ordinal) == true);
        again.Open();
        await node.AppliedAsync(await node.AddProviderAsync("b"));

        hang.Open();
        await deaf.PassAsync();

        // A report that comes late looks at the sources first, so the first of the two may have been applied as well.
        _parts[0].Committed[^1].ShouldBe(2);
        SpinWait.SpinUntil(() => _parts[1].Undone == 1, TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_part_that_breaks_its_promise_at_commit_does_not_keep_the_others_back()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        _parts[0].OnCommit = _ => throw new InvalidOperationException("bug");

        await node.AppliedAsync(await node.AddProviderAsync("a"));

        _parts[1].Committed.ShouldBe([0, 1]);
        _parts[2].Committed.ShouldBe([0, 1]);
    }

    [Fact]
    [Trait("criterion", "CFG-48")]
    [Trait("criterion", "PRV-52")]
    public async Task Shutting_down_during_a_preparation_undoes_it_and_a_reload_afterwards_does_nothing()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        var hang = new Gate();
        _parts[2].OnPrepare = (_, token) => hang.PassAsync().WaitAsync(token);
        await node.AddProviderAsync("a");
        await hang.Reached;
        var asked = node.Reloader.ReloadNowAsync(Ended);

        await node.StopAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        await Should.ThrowAsync<OperationCanceledException>(() => node.Reloader.ReloadNowAsync(Ended));
        node.Status.Current!.Revision.ShouldBe(0);
        _parts.ShouldAllBe(part => part.Live == 0 && part.Committed.Length == 1);
    }

    [Fact]
    [Trait("criterion", "CFG-68")]
    public async Task Two_reloads_at_once_share_one()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node([.. _parts]).StartedAsync();
        var hold = node.Scripted.HoldRead = new Gate();
        var running = node.Reloader.ReloadNowAsync(Ended);
        await hold.Reached;

        // What began before they were asked for may not have seen what they want to see.
        var (one, two) = (node.Reloader.ReloadNowAsync(Ended), node.Reloader.ReloadNowAsync(Ended));
        one.IsCompleted.ShouldBeFalse();
        hold.Open();
        await running;

        (await one).ShouldBeSameAs(await two);
        (await one).ShouldNotBeSameAs(await running);
    }

    private static void Around(RetrySchedule retries, FailedStep step, params int[] seconds)
    {
        foreach (var expected in seconds)
        {
            retries.After(step, ServerConfig.Default).TotalSeconds.ShouldBeInRange(expected * 0.8, expected * 1.2);
        }
    }
}
