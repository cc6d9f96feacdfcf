using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>Every way to end the watching of files, and a reload that takes its time.</summary>
public sealed class FileWatchStopTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-30")]
    public async Task It_can_be_stopped_before_it_starts_twice_and_by_many_at_once()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var node = storage.Node([path], TimeProvider.System);
        await node.Watch.StopAsync(Ended);

        await node.StartedAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => node.Watch.StopAsync(Ended), Ended))).WaitAsync(Ended);
        await node.Watch.StopAsync(Ended).WaitAsync(Ended);

        node.Watch.ExecuteTask.ShouldNotBeNull().IsCompletedSuccessfully.ShouldBeTrue();

        // Nobody looks any more, not even at what is asked for by hand later: that is the reloader's.
        var reads = node.Files.Reads;
        storage.Write("a.yaml", Text(2));
        await node.AppliedAsync(await node.AddProviderAsync("a"));
        node.Files.Reads.ShouldBe(reads);
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Applied);
    }

    [Fact]
    [Trait("criterion", "CFG-30")]
    public async Task After_a_start_that_failed_it_has_ended_by_itself_and_a_stop_returns()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = storage.Node([storage.Write("a.yaml", "version: 2\n")], TimeProvider.System);
        await node.StartAsync();
        await Should.ThrowAsync<ConfigurationRejectedException>(() => node.Status.First.WaitAsync(Ended));

        await node.Watch.ExecuteTask.ShouldNotBeNull().WaitAsync(Ended);
        await node.Watch.StopAsync(Ended).WaitAsync(Ended);
    }

    [Fact]
    [Trait("criterion", "CFG-30")]
    public async Task A_part_may_stop_it_from_within_the_reload_that_it_began()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var part = new ScriptedConsumer();
        var node = await storage.Node([path], TimeProvider.System, part).StartedAsync();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        part.OnPrepare = async (_, _) =>
        {
            part.OnPrepare = null;
            await node.Watch.StopAsync(Ended);
            stopped.SetResult();
        };

        storage.Write("a.yaml", Text(2));

        await stopped.Task.WaitAsync(Ended);
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 2048);
        part.Live.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "CFG-30")]
    public async Task A_slow_reload_does_not_keep_notices_from_being_heard()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var part = new ScriptedConsumer();
        var node = await storage.Node([path], TimeProvider.System, part).StartedAsync();
        var slow = new Gate();
        part.OnPrepare = async (_, _) =>
        {
            part.OnPrepare = null;
            await slow.PassAsync();
        };

        storage.Write("a.yaml", Text(2));
        await slow.Reached;
        storage.Write("a.yaml", Text(3));
        storage.Write("a.yaml", Text(4));
        slow.Open();

        // The scan is ten minutes away: only a notice that was heard during the reload brings the last content.
        await node.UntilAsync(state => state.Applied?.Server.MaxEventBytes == 4096);
        part.Overlapped.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "CFG-30")]
    public async Task A_hundred_starts_and_stops_leave_no_handle_behind()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var path = storage.Write("a.yaml", Text(1));
        var node = await storage.Node([path], TimeProvider.System).StartedAsync();
        await node.Watch.StopAsync(Ended);
        var before = Notices();

        for (var i = 0; i < 100; i++)
        {
            await node.Watch.StartAsync(Ended);
            await node.Watch.StopAsync(Ended);
        }

        // Other tests of this process watch files of their own; a leak would be one in each round.
        (Notices() - before).ShouldBeLessThan(50);
    }

    private static int Notices() => Directory.GetFiles("/proc/self/fd").Count(handle => LinkOf(handle)?.Contains("inotify", StringComparison.Ordinal) == true);

    private static string? LinkOf(string handle)
    {
        try
        {
            return System.IO.File.ResolveLinkTarget(handle, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Text(int n) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * n}}}\n  reload: {{debounce: 20ms, maxDelay: 200ms, retryRead: 10m, scan: 10m}}\n";
}
