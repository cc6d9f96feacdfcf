using System.Collections.Concurrent;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Versions of streams: commit order, no gaps.</summary>
public abstract class StreamCompliance : StorageCompliance
{
    private const int Writers = 8;
    private const int WritesEach = 25;

    [Fact]
    public async Task A_stream_begins_at_one_and_grows_by_one()
    {
        (await ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token))).ShouldBe(0);
        (await BumpAsync("config")).ShouldBe(1);
        (await BumpAsync("config")).ShouldBe(2);
        (await BumpAsync("audit", 3)).ShouldBe(3);
        (await BumpAsync("audit", 2)).ShouldBe(5);

        (await ReadAsync(StreamTable.VersionsAsync)).ShouldBe(new Dictionary<string, long> { ["audit"] = 5, ["config"] = 2 }, ignoreOrder: true);
        (await ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token))).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-3")]
    public async Task A_rollback_leaves_no_gap()
    {
        await BumpAsync("config");
        await Should.ThrowAsync<InvalidOperationException>(
            () => WriteAsync(
                async (session, token) =>
                {
                    (await StreamTable.BumpAsync(session, "config", token)).ShouldBe(2);
                    (await StreamTable.BumpAsync(session, "fresh", token)).ShouldBe(1);
                    throw new InvalidOperationException();
                }));

        (await BumpAsync("config")).ShouldBe(2);
        (await BumpAsync("fresh")).ShouldBe(1);
    }

    /// <summary>
    /// A reader that follows the stream by its cursor, while eight writers commit and roll back, must see 1, 2, 3 … and nothing else: a version that became visible
    /// after a higher one would be skipped by every cursor in the product.
    /// </summary>
    [Fact]
    [Trait("criterion", "HUB-3")]
    [Trait("criterion", "HUB-1")]
    public async Task Versions_become_visible_in_their_order_without_gaps_whoever_writes()
    {
        var nodes = Enumerable.Range(0, 3).Select(_ => Rig.Join()).ToArray();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        var seen = new List<EventRow>();
        var reader = Task.Run(() => FollowAsync(nodes[0], seen, done.Token), Ended);
        var committed = new ConcurrentBag<Guid>();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => PublishAsync(nodes[writer % nodes.Length], writer, committed), Ended)));
        await done.CancelAsync();
        await reader;

        await ReadOnAsync(nodes[0], seen);
        seen.Select(row => row.Version).ShouldBe(Enumerable.Range(1, committed.Count).Select(version => (long)version));
        seen.Select(row => row.Id).ShouldBe(committed, ignoreOrder: true);
        committed.Count.ShouldBe(Writers * (WritesEach - (WritesEach / 5)));
        (await ReadAsync((session, token) => StreamTable.VersionAsync(session, "config", token))).ShouldBe(committed.Count);
    }

    private async Task PublishAsync(Database node, int writer, ConcurrentBag<Guid> committed)
    {
        for (var write = 1; write <= WritesEach; write++)
        {
            var id = NewId();
            var rollBack = write % 5 == 0;
            try
            {
                await node.WriteAsync(
                    async (session, token) =>
                    {
                        var version = await StreamTable.BumpAsync(session, "config", token);
                        await EventTable.InsertAsync(session, Event("config", version, id) with { EntityId = $"{writer}" }, token);
                        if (rollBack)
                        {
                            throw new InvalidOperationException();
                        }
                    },
                    Ended);
                committed.Add(id);
            }
            catch (InvalidOperationException) when (rollBack)
            {
            }
        }
    }

    private static async Task FollowAsync(Database node, List<EventRow> seen, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await ReadOnAsync(node, seen);
        }
    }

    private static async Task ReadOnAsync(Database node, List<EventRow> seen) =>
        seen.AddRange(
            await node.ReadAsync(
                (session, token) => EventTable.ReadAfterAsync(session, "config", seen.Count == 0 ? 0 : seen[^1].Version, 1000, token), CancellationToken.None));

    private Task<long> BumpAsync(string name, int count = 1) => WriteAsync((session, token) => StreamTable.BumpAsync(session, name, count, token));

    private static EventRow Event(string stream, long version, Guid id) =>
        new() { Stream = stream, Version = version, Id = id, Type = "test", Action = "update", EntityId = "x", OriginatedAt = Now };
}
