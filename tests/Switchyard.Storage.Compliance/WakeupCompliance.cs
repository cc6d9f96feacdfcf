using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Commits that raised a signal wake every listener of every node, and nothing else does.</summary>
public abstract class WakeupCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "HUB-19")]
    public async Task A_signal_wakes_listeners_of_every_node_after_the_commit()
    {
        var nodes = new[] { Database, Rig.Join(), Rig.Join() };
        var bells = nodes.Select(_ => new Bell()).ToArray();
        foreach (var (node, bell) in nodes.Zip(bells))
        {
            await node.ListenAsync(bell.Ring, Ended);
        }

        for (var version = 1; version <= 5; version++)
        {
            var heard = bells.Select(bell => bell.NextAsync()).ToArray();
            await SignalAsync(Database, "config");
            await Task.WhenAll(heard);

            // Whoever is woken must find what woke it.
            (await nodes[^1].ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token), Ended)).ShouldBe(version);
        }
    }

    [Fact]
    public async Task No_signal_and_no_commit_wake_nobody()
    {
        var bell = new Bell();
        await Database.ListenAsync(bell.Ring, Ended);
        await WriteAsync((session, token) => StreamTable.BumpAsync(session, "config", token));
        await Should.ThrowAsync<InvalidOperationException>(
            () => WriteAsync(
                async (session, token) =>
                {
                    await session.SignalAsync("config", 1, token);
                    throw new InvalidOperationException();
                }));
        bell.Count.ShouldBe(0);

        // Wake-ups keep their order, so once this one is heard an earlier one would have been.
        var heard = bell.NextAsync();
        await SignalAsync(Database, "config");
        await heard;
        bell.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_ended_subscription_is_not_woken_and_a_failing_listener_keeps_nobody_asleep()
    {
        var ended = new Bell();
        var bell = new Bell();
        var subscription = await Database.ListenAsync(ended.Ring, Ended);
        await Database.ListenAsync(() => throw new InvalidOperationException("a listener's bug"), Ended);
        await Database.ListenAsync(bell.Ring, Ended);
        await subscription.DisposeAsync();
        await subscription.DisposeAsync();

        for (var round = 0; round < 2; round++)
        {
            var heard = bell.NextAsync();
            await SignalAsync(Database, "config");
            await heard;
        }

        ended.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_listener_may_write_at_once()
    {
        var written = new TaskCompletionSource<long>();
        await Database.ListenAsync(
            () => _ = Task.Run(async () => written.TrySetResult(await WriteAsync((session, token) => StreamTable.BumpAsync(session, "echo", token))), Ended), Ended);

        await SignalAsync(Database, "config");

        (await written.Task.WaitAsync(Bell.Patience, Ended)).ShouldBe(1);
    }

    /// <summary>Bumps a stream and signals it, as every mutation does.</summary>
    protected static Task<long> SignalAsync(Database node, string stream) =>
        node.WriteAsync(
            async (session, token) =>
            {
                var version = await StreamTable.BumpAsync(session, stream, token);
                await session.SignalAsync(stream, version, token);
                return version;
            },
            Ended);
}
