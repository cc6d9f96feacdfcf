using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Nodes;

public sealed class PausedNodeTests
{
    private static CancellationToken Ended => Patience.Token;

    [Fact]
    [Trait("criterion", "CFG-74")]
    public async Task A_node_that_stood_still_reads_before_it_reports()
    {
        await using var storage = await TestStorage.SqliteAsync();
        await storage.Database.WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync("create table reports (seen_at integer, revision integer)", null, token);
                await session.ExecuteAsync("create trigger report after update on nodes begin insert into reports values (new.seen_at, new.revision); end", null, token);
            },
            Ended);
        var node = await storage.Node().StartedAsync();
        await node.Rollout.WaitAsync(0, TimeSpan.FromSeconds(30), Ended);

        // It hears of nothing and stands still for a minute; then its clocks all ring at once, and what it reads comes late.
        node.Scripted.IsDeaf = true;
        var revision = await node.AddProviderAsync("a");
        var hold = node.Scripted.HoldRead = new Gate();
        var resumed = storage.Time.GetUtcNow().AddSeconds(60);
        storage.Time.Advance(TimeSpan.FromSeconds(60));
        await hold.Reached;
        node.Scripted.IsDeaf = false;
        hold.Open();
        await node.AppliedAsync(revision);
        await node.Rollout.WaitAsync(revision, TimeSpan.FromSeconds(30), Ended);

        var reports = await storage.Database.ReadAsync(
            (session, token) => session.QueryAsync<long>("select revision from reports where seen_at >= @since", new { since = resumed }, token), Ended);
        reports.ShouldNotBeEmpty();
        reports.ShouldAllBe(reported => reported == revision);
    }
}
