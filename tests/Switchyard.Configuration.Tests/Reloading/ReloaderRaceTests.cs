using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

public sealed class ReloaderRaceTests(PostgresServer server)
{
    private readonly ScriptedConsumer _part = new();

    private static CancellationToken Ended => Patience.Token;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "PRV-39")]
    public async Task A_change_before_during_and_after_the_first_read_takes_effect(string kind)
    {
        await using var storage = await TestStorage.OfAsync(kind, server);
        var node = storage.Node(_part);
        await node.AddProviderAsync("before");
        var during = node.Scripted.HoldRead = new Gate();
        await node.StartAsync();

        await during.Reached;
        var second = await node.AddProviderAsync("during");
        during.Open();
        await node.AppliedAsync(second);
        var third = await node.AddProviderAsync("after");
        await node.AppliedAsync(third);

        node.Status.Current!.Providers.Select(provider => provider.Name).ShouldBe(["after", "before", "during"]);
        _part.Committed.ShouldBe([1, 2, 3]);
    }

    [Fact]
    [Trait("criterion", "PRV-45")]
    public async Task A_lost_signal_is_made_good_by_the_poll()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        node.Scripted.IsDeaf = true;

        var revision = await node.AddProviderAsync("a");
        node.Status.Current!.Revision.ShouldBe(0);
        storage.Time.Advance(TimeSpan.FromSeconds(1));

        await node.AppliedAsync(revision);
    }

    [Fact]
    [Trait("criterion", "PRV-45")]
    public async Task Doubled_signals_prepare_nothing_twice()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        var revision = await node.AddProviderAsync("a");
        await node.AppliedAsync(revision);
        var prepares = _part.Prepares;

        for (var i = 0; i < 10; i++)
        {
            node.Scripted.Wake();
            (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Unchanged);
        }

        _part.Prepares.ShouldBe(prepares);
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task A_writer_that_holds_its_transaction_open_loses_nobodys_change()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var node = await storage.Node(_part).StartedAsync();
        var holds = new Gate();
        var first = storage.Database.WriteAsync(
            async (session, token) =>
            {
                var revision = await node.RecordAsync(session, HubStreams.AiProvidersChanged, token);
                await holds.PassAsync();
                return revision;
            },
            Ended);
        await holds.Reached;
        var others = Enumerable.Range(0, 5).Select(i => node.AddProviderAsync($"p{i}")).ToArray();

        // The wake-ups of none of them can have come; a look by hand finds nothing new.
        (await node.Reloader.ReloadNowAsync(Ended)).ShouldBe(new ReloadOutcome(ReloadKind.Unchanged, 0));
        holds.Open();

        (await first).ShouldBe(1);
        (await Task.WhenAll(others)).Order().ShouldBe([2, 3, 4, 5, 6]);
        await node.AppliedAsync(6);
        node.Status.Current!.Providers.Count.ShouldBe(5);
        _part.Committed.ShouldBeInOrder();
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task A_thousand_changes_during_one_reload_need_two_more_at_most()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var node = await storage.Node(_part).StartedAsync();
        await node.AddProviderAsync("a");
        await node.AppliedAsync(1);
        var hold = new Gate();
        _part.OnPrepare = async (_, _) =>
        {
            _part.OnPrepare = null;
            await hold.PassAsync();
        };
        await node.MoveAsync("a", "https://0.example");
        await hold.Reached;
        var before = _part.Prepares;

        for (var i = 1; i <= 1000; i++)
        {
            await node.MoveAsync("a", $"https://{i}.example");
        }

        hold.Open();
        await node.AppliedAsync(1002);
        await node.Reloader.ReloadNowAsync(Ended);

        (_part.Prepares - before).ShouldBeInRange(1, 2);
        _part.Overlapped.ShouldBeFalse();
        _part.Committed.ShouldBeInOrder();
        node.Provider("a").BaseUrl.ShouldBe("https://1000.example");
        node.Status.Current!.Revision.ShouldBe(await storage.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), Ended));
    }

    [Fact]
    [Trait("criterion", "PRV-42")]
    public async Task A_failing_read_keeps_the_old_one_and_heals_by_itself_with_growing_pauses()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AddProviderAsync("a");
        await node.AppliedAsync(1);

        var hold = node.Scripted.HoldRead = new Gate();
        var asked = node.Reloader.ReloadNowAsync(Ended);
        await hold.Reached;
        node.Scripted.IsDeaf = true;
        node.Scripted.Failure = new DatabaseUnavailableException("away");
        hold.Open();
        await asked;
        var failed = await node.Reloader.ReloadNowAsync(Ended);

        failed.Kind.ShouldBe(ReloadKind.Failed);
        node.Status.State.IsDegraded.ShouldBeTrue();
        node.Provider("a").ShouldNotBeNull();
        await node.AddProviderAsync("b");
        for (var pause = 1; pause <= 64; pause *= 2)
        {
            // The jitter is a fifth; the watcher polls in between and finds the database away too.
            storage.Time.Advance(TimeSpan.FromSeconds(Math.Min(pause, 30) * 1.2));
            (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Failed);
        }

        node.Scripted.Failure = null;
        await HealAsync(node, storage);
        node.Status.State.IsDegraded.ShouldBeFalse();
        node.Status.Current!.Providers.Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-42")]
    public async Task After_a_failing_read_the_next_signal_is_enough()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        node.Scripted.Failure = new DatabaseUnavailableException("away");
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Failed);
        node.Scripted.Failure = null;

        await node.AppliedAsync(await node.AddProviderAsync("a"));

        node.Status.State.ReadFailure.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    [Trait("criterion", "CFG-41")]
    [Trait("criterion", "CFG-42")]
    public async Task Reloads_from_all_sides_never_overlap_and_end_with_the_last_content()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        var node = await storage.Node(_part).StartedAsync();
        await node.AddProviderAsync("a");

        await Task.WhenAll(
            Task.Run(() => RepeatAsync(40, i => node.MoveAsync("a", $"https://{i}.example")), Ended),
            Task.Run(() => RepeatAsync(40, _ => node.Reloader.ReloadNowAsync(Ended)), Ended),
            Task.Run(() => RepeatAsync(200, _ => { node.Scripted.Wake(); return Task.CompletedTask; }), Ended));
        await node.AppliedAsync(41);

        _part.Overlapped.ShouldBeFalse();
        _part.Committed.ShouldBeInOrder(SortDirection.Ascending);
        _part.Committed.Distinct().Count().ShouldBe(_part.Committed.Length);
        node.Provider("a").BaseUrl.ShouldBe("https://39.example");
    }

    [Fact]
    [Trait("criterion", "CFG-57")]
    [Trait("criterion", "HUB-26")]
    public async Task Another_epoch_is_adopted_though_its_revisions_are_lower()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AddProviderAsync("a");
        await node.AddProviderAsync("b");
        await node.AppliedAsync(2);
        var epoch = node.Status.Current!.Epoch;

        await storage.Database.WriteAsync(
            async (session, token) =>
            {
                await EpochTable.RenewAsync(session, DateTimeOffset.UnixEpoch, token);
                await session.ExecuteAsync("update streams set version = 1 where name = 'config'", null, token);
                await session.ExecuteAsync("delete from provider_keys", null, token);
                await session.ExecuteAsync("delete from providers where name = 'b'", null, token);
            },
            Ended);
        node.Scripted.Wake();

        await node.UntilAsync(state => state.Applied!.Epoch != epoch);
        node.Status.Current!.Revision.ShouldBe(1);
        node.Status.Current.Providers.ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task An_older_revision_of_the_same_epoch_is_never_applied()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        await node.AddProviderAsync("a");
        await node.AddProviderAsync("b");
        await node.AppliedAsync(2);

        // A copy that lags and can not be written: nothing tells it from one that lost something, so it is waited for.
        node.Scripted.FailsWrites = new DatabaseUnavailableException("read only");
        await storage.Database.WriteAsync((session, token) => session.ExecuteAsync("update streams set version = 1 where name = 'config'", null, token), Ended);
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Failed);

        node.Status.Current!.Revision.ShouldBe(2);
        _part.Committed[^1].ShouldBe(2);
    }

    private static async Task RepeatAsync(int times, Func<int, Task> work)
    {
        for (var i = 0; i < times; i++)
        {
            await work(i);
        }
    }

    private static async Task HealAsync(TestNode node, TestStorage storage)
    {
        var healed = node.AppliedAsync(2);
        storage.Time.Advance(TimeSpan.FromSeconds(36));
        await healed;
        await node.UntilAsync(state => !state.IsDegraded);
    }
}
