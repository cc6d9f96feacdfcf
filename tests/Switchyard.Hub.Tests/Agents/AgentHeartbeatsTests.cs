using Switchyard.Hub.Agents;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Hub.Tests.Agents;

public sealed class AgentHeartbeatsTests(PostgresServer server)
{
    private static readonly DateTimeOffset Old = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task Signs_of_life_of_a_second_are_one_write_and_no_event()
    {
        WriteCounter? writes = null;
        await using var world = await AgentWorld.CreateAsync("sqlite", server, database => writes = new WriteCounter(database));
        var build = await world.BuildAsync();
        var token = await world.TokenAsync(build);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await world.RegisterAsync(token, $"a{i}")).Registered!.AgentId);
        }

        await SilenceAsync(world);
        var (told, before) = (await world.VersionAsync(HubStreams.Agents), writes!.Count);
        for (var i = 0; i < 5; i++)
        {
            (await world.RegisterAsync(token, $"a{i}")).Registered!.IsNew.ShouldBeFalse();
        }

        writes.Count.ShouldBe(before, "nothing is written while somebody waits");
        await world.Heartbeats.StartAsync(Patience.Token);
        await world.Time.WhenArmedAsync(AgentHeartbeats.Every);

        writes.Count.ShouldBe(before + 1);
        foreach (var id in ids)
        {
            (await world.FindAgentAsync(id)).LastSeenAt!.Value.ShouldBeGreaterThan(Old);
        }

        await SilenceAsync(world);
        before = writes.Count;
        world.Heartbeats.Beat(ids[0]);
        world.Heartbeats.Beat(ids[0]);
        writes.Count.ShouldBe(before, "the second is not over");
        world.Time.Advance(AgentHeartbeats.Every);
        await world.Time.WhenArmedAsync(AgentHeartbeats.Every);
        writes.Count.ShouldBe(before + 1);
        (await world.FindAgentAsync(ids[1])).LastSeenAt.ShouldBe(Old);
        (await world.VersionAsync(HubStreams.Agents)).ShouldBe(told);
        await world.Heartbeats.StopAsync(Patience.Token);
    }

    [Fact]
    [Trait("criterion", "AGT-7")]
    public async Task What_could_not_be_written_is_written_with_the_next()
    {
        WriteCounter? writes = null;
        await using var world = await AgentWorld.CreateAsync("sqlite", server, database => writes = new WriteCounter(database));
        var agent = await world.AgentAsync(await world.BuildAsync());
        await SilenceAsync(world);
        writes!.Failure = new DatabaseUnavailableException("away");
        await world.Heartbeats.StartAsync(Patience.Token);
        world.Heartbeats.Beat(agent.Id);
        await world.Time.WhenArmedAsync(AgentHeartbeats.Every);
        (await world.FindAgentAsync(agent.Id)).LastSeenAt.ShouldBe(Old);

        writes.Failure = null;
        world.Time.Advance(AgentHeartbeats.Every);
        await world.Time.WhenArmedAsync(AgentHeartbeats.Every);

        (await world.FindAgentAsync(agent.Id)).LastSeenAt!.Value.ShouldBeGreaterThan(Old);
        await world.Heartbeats.StopAsync(Patience.Token);
    }

    private static Task SilenceAsync(AgentWorld world) => world.WriteAsync((session, token) => session.ExecuteAsync("update agents set last_seen_at = @Old", new { Old }, token));

    /// <summary>A real database whose writes are counted, and fail on demand.</summary>
    private sealed class WriteCounter(Database inner) : Database
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Exception? Failure { get; set; }

        public override string Kind => inner.Kind;

        public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

        public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

        public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => inner.ReadAsync(work, cancellationToken);

        public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Failure is { } failure ? Task.FromException<T>(failure) : inner.WriteAsync(work, cancellationToken);
        }

        public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
