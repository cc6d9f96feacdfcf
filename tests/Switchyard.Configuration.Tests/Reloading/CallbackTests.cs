using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

/// <summary>Parts that call the reloader from within an apply.</summary>
public sealed class CallbackTests
{
    private readonly ScriptedConsumer _part = new("caller");

    private static CancellationToken Ended => Patience.Token;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "CFG-43")]
    public async Task A_part_that_asks_for_a_reload_while_it_prepares_or_commits_gets_the_next_one(bool whilePreparing)
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        var asked = new TaskCompletionSource<Task<ReloadOutcome>>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Ask()
        {
            (_part.OnPrepare, _part.OnCommit) = (null, null);
            asked.SetResult(node.Reloader.ReloadNowAsync(Ended));
        }

        if (whilePreparing)
        {
            _part.OnPrepare = (_, _) =>
            {
                Ask();
                return Task.CompletedTask;
            };
        }
        else
        {
            _part.OnCommit = _ => Ask();
        }

        var revision = await node.AddProviderAsync("a");

        var answer = await await asked.Task.WaitAsync(Ended);
        answer.ShouldBe(new ReloadOutcome(ReloadKind.Unchanged, revision), "it was queued behind the apply that it came from");
        _part.Overlapped.ShouldBeFalse();
        _part.Committed.ShouldBe([0, revision]);
    }

    [Fact]
    [Trait("criterion", "CFG-43")]
    public async Task A_part_that_waits_for_a_reload_while_it_prepares_is_given_up_in_its_time_and_blocks_nothing_after()
    {
        await using var storage = await TestStorage.SqliteAsync();
        var node = await storage.Node(_part).StartedAsync();
        var waits = new Gate();
        _part.OnPrepare = async (next, token) =>
        {
            _part.OnPrepare = null;
            var outcome = node.Reloader.ReloadNowAsync(token);
            waits.PassAsync().IsCompleted.ShouldBeFalse();
            await outcome;
        };

        var revision = await node.AddProviderAsync("a");
        await waits.Reached;
        storage.Time.Advance(TimeSpan.FromSeconds(30));

        // The reload it asked for comes after it was given up, and applies what it kept back.
        await node.AppliedAsync(revision);
        await node.AppliedAsync(await node.AddProviderAsync("b"));
        _part.Live.ShouldBe(0);
    }
}
