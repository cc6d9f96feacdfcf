using System.Runtime.CompilerServices;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Model.Revisions;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

/// <summary>Reloads in great number, good ones and poisoned ones.</summary>
public sealed class ManyReloadsTests
{
    private const int Reloads = 1_000;

    private static readonly string[] Poison =
    [
        "version: 1\nproviders: [", "version: 2\n", "version: 1\nx: 1\n", "version: 1\nserver: {limits: {eventBytes: none}}\n", "version: 1\nproviders: [{name: a, name: a}]\n", "", "\0", "- 1\n",
        "version: 1\nserver: &a {reload: *a}\n", "version: 1\nproviders: ${file:/nowhere}\n", "version: 1\nserver: {drainCeiling: \"${NOT_SET_ANYWHERE}\"}\n", "version: 1\nlimits: " + new string('[', 200),
    ];

    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-47")]
    [Trait("criterion", "CFG-52")]
    [Trait("criterion", "CFG-53")]
    public async Task Two_hundred_poisoned_contents_are_refused_one_by_one_and_the_next_good_one_applies()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var part = new ScriptedConsumer();
        var file = storage.Write("a.yaml", Text(1));
        var node = await storage.Node([file], time: null, part).StartedAsync();
        var before = node.Status.Current;

        for (var i = 0; i < 200; i++)
        {
            storage.Write("a.yaml", $"{Poison[i % Poison.Length]}# {i}\n");
            var outcome = await node.Reloader.ReloadNowAsync(Ended);
            outcome.Kind.ShouldBe(ReloadKind.Rejected, Poison[i % Poison.Length]);

            // It is visible when the answer is there, with file and place, and what serves is what served.
            outcome.Reason.ShouldNotBeNull().ShouldContain("a.yaml:");
            node.Status.State.RejectedReason.ShouldBe(outcome.Reason);
            node.Status.Current.ShouldBeSameAs(before);
        }

        // Content that reads well and that a part refuses, or breaks on.
        for (var i = 0; i < 200; i++)
        {
            part.OnPrepare = (_, _) => i % 2 == 0 ? throw new ConfigurationRejectedException($"no {i}") : throw new InvalidOperationException($"bug {i}");
            storage.Write("a.yaml", Text(2 + i));
            (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(i % 2 == 0 ? ReloadKind.Rejected : ReloadKind.Failed);
            (node.Status.State.ReadFailure ?? node.Status.State.RejectedReason).ShouldBe(i % 2 == 0 ? $"no {i}" : $"bug {i}");
            node.Status.Current.ShouldBeSameAs(before);
        }

        part.OnPrepare = null;
        storage.Write("a.yaml", Text(900));
        (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Applied);
        node.Status.State.IsDegraded.ShouldBeFalse();
        part.Live.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "CFG-53")]
    public async Task The_same_bad_content_after_a_good_one_is_refused_again_with_its_reason()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var file = storage.Write("a.yaml", Text(1));
        var part = new ScriptedConsumer { OnPrepare = (next, _) => next.Server.MaxEventBytes == 2048 ? throw new ConfigurationRejectedException("no room") : Task.CompletedTask };
        var node = await storage.Node([file], time: null, part).StartedAsync();
        foreach (var n in (int[])[2, 1, 2, 1, 2])
        {
            storage.Write("a.yaml", Text(n));
            (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(n == 2 ? ReloadKind.Rejected : ReloadKind.Applied);
            node.Status.State.RejectedReason.ShouldBe(n == 2 ? "no room" : null);
        }
    }

    [Fact]
    [Trait("criterion", "CFG-45")]
    [Trait("criterion", "CFG-50")]
    public async Task A_thousand_reloads_leave_no_handle_timer_part_or_snapshot_behind()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var home = storage.Home();
        var part = new ScriptedConsumer();
        var file = storage.Write("a.yaml", Text(1));
        var node = await storage.Node(home, [file], part).StartedAsync();
        var snapshots = new List<WeakReference>();
        await ReloadAsync(storage, node, 50, snapshots);
        await node.LastGood.UntilAsync(mark => mark.Revision == node.Status.Current!.Revision, Ended);
        var handles = Directory.GetFiles("/proc/self/fd").Length;

        await ReloadAsync(storage, node, Reloads, snapshots);
        await node.LastGood.UntilAsync(mark => mark.Revision == node.Status.Current!.Revision, Ended);

        part.Live.ShouldBe(0);
        part.Committed.Length.ShouldBe(Reloads + 51);
        Directory.GetFiles(home.Directory!).Select(Path.GetFileName).ShouldBe(["last-good"]);

        // Other tests run in this process and open files of their own; a leak of one in each reload would be a thousand.
        (Directory.GetFiles("/proc/self/fd").Length - handles).ShouldBeLessThan(Reloads / 4);
        for (var i = 0; i < 10 && snapshots.Count(item => item.IsAlive) > 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        snapshots.Count(item => item.IsAlive).ShouldBeLessThanOrEqualTo(5);
    }

    private static async Task ReloadAsync(TestStorage storage, TestNode node, int times, List<WeakReference> snapshots)
    {
        for (var i = 0; i < times; i++)
        {
            storage.Write("a.yaml", Text((i % 7) + 2 + (times == Reloads ? 10 : 0)));
            (await node.Reloader.ReloadNowAsync(Ended)).Kind.ShouldBe(ReloadKind.Applied);
            Remember(node, snapshots);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Remember(TestNode node, List<WeakReference> snapshots)
    {
        ConfigurationModel model = node.Status.Current!;
        snapshots.Add(new WeakReference(model));
    }

    private static string Text(int n) => $"version: 1\nserver:\n  limits: {{eventBytes: {1024 * n}}}\n";
}
