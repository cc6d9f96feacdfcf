using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Wakeup;

public sealed class VersionWatcherTests(PostgresServer server)
{
    private readonly HubInstruments _instruments = Samples.Instruments();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-16")]
    [Trait("criterion", "HUB-19")]
    public async Task A_commit_wakes_without_the_clock(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        await using var node = await NodeAsync(rig.Database, new FakeTime());
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);

        for (var i = 0; i < 3; i++)
        {
            await ChangeAsync(rig.Database);
            await calls.ReadAsync(Ended);
        }
    }

    [Fact]
    [Trait("criterion", "HUB-17")]
    [Trait("criterion", "PRV-45")]
    public async Task With_notification_dead_the_poll_finds_the_change_within_a_second()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var deaf = new ScriptedDatabase(rig.Database) { Deaf = true };
        var time = new FakeTime();
        await using var node = await NodeAsync(deaf, time);
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);
        await time.WhenArmedAsync();

        await ChangeAsync(rig.Database);
        time.UntilNextTimer.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(1000));
        time.Advance(TimeSpan.FromMilliseconds(899));
        calls.TryRead(out _).ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(101));

        await calls.ReadAsync(Ended);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    [Trait("criterion", "HUB-17")]
    public async Task It_listens_anew_when_a_poll_finds_what_no_notification_tells_of_until_the_next(bool deaf, int renewals)
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database) { Deaf = deaf };
        await ChangeAsync(rig.Database);
        var time = new FakeTime();
        await using var node = await NodeAsync(scripted, time);
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);
        await scripted.DrainReadsAsync();

        await ChangeAsync(rig.Database);
        for (var poll = 0; poll < 4; poll++)
        {
            await time.WhenArmedAsync();
            time.Advance(TimeSpan.FromSeconds(1));
            await scripted.Reads.ReadAsync(Ended);
        }

        await time.WhenArmedAsync();
        await calls.ReadAsync(Ended);
        scripted.Renewals.ShouldBe(renewals);
        _instruments.IsListening.ShouldBe(!deaf);
    }

    [Fact]
    [Trait("criterion", "HUB-17")]
    public async Task A_notification_that_comes_after_the_poll_has_found_the_change_is_no_reason_to_listen_anew()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database) { Deaf = true };
        await ChangeAsync(rig.Database);
        var time = new FakeTime();
        await using var node = await NodeAsync(scripted, time);
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);
        await scripted.DrainReadsAsync();

        await ChangeAsync(rig.Database);
        await time.WhenArmedAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await scripted.Reads.ReadAsync(Ended);
        await calls.ReadAsync(Ended);
        scripted.Wake();
        await scripted.Reads.ReadAsync(Ended);
        await time.WhenArmedAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await scripted.Reads.ReadAsync(Ended);

        await time.WhenArmedAsync();
        scripted.Renewals.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "HUB-18")]
    public async Task A_signal_without_a_change_calls_nobody()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database);
        await using var node = await NodeAsync(scripted, new FakeTime());
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);

        // The reads are counted, so that the test knows the signals were looked into.
        for (var i = 0; i < 5; i++)
        {
            scripted.Wake();
            await scripted.Reads.ReadAsync(Ended);
        }

        calls.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_the_streams_of_interest_count()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database);
        await using var node = await NodeAsync(scripted, new FakeTime());
        var calls = node.Watch(HubStreams.AccessKeysChanged);
        await calls.ReadAsync(Ended);
        await scripted.DrainReadsAsync();

        await ChangeAsync(scripted);
        await scripted.Reads.ReadAsync(Ended);
        calls.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-39")]
    public async Task It_listens_before_it_reads()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database);
        var gate = scripted.HoldListen();
        var watcher = Watcher(scripted, new FakeTime());
        using var ended = watcher.Watch([HubStreams.Config], () => { });
        await watcher.StartAsync(Ended);

        await gate.Reached;
        scripted.Reads.TryRead(out _).ShouldBeFalse();
        watcher.Listening.IsCompleted.ShouldBeFalse();
        gate.Open();
        await watcher.Listening;
        await scripted.Reads.ReadAsync(Ended);
        await watcher.StopAsync(Ended);
    }

    [Fact]
    [Trait("criterion", "HUB-23")]
    public async Task A_failing_read_is_tried_again_and_nothing_is_missed()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database);
        var time = new FakeTime();
        await using var node = await NodeAsync(scripted, time);
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);
        await scripted.DrainReadsAsync();

        scripted.Failure = new DatabaseUnavailableException("away");
        await ChangeAsync(rig.Database);
        scripted.Wake();
        await scripted.Reads.ReadAsync(Ended);
        await time.WhenArmedAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await scripted.Reads.ReadAsync(Ended);
        calls.TryRead(out _).ShouldBeFalse();

        scripted.Failure = null;
        await time.WhenArmedAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await calls.ReadAsync(Ended);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-23")]
    public async Task More_streams_than_a_page_has_are_all_seen(string kind)
    {
        const int Streams = 450;
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        await using var node = await NodeAsync(rig.Database, new FakeTime());
        string[] names = [.. Enumerable.Range(0, Streams).Select(number => $"stream_{number:000}")];
        var calls = names.Select(name => node.Watch(name)).ToList();
        await Task.WhenAll(calls.Select(reader => reader.ReadAsync(Ended).AsTask()));

        await rig.Database.WriteAsync(
            async (session, token) =>
            {
                foreach (var name in names)
                {
                    await StreamTable.BumpAsync(session, name, token);
                }

                await session.SignalAsync(HubStreams.Config, 1, token);
            },
            Ended);

        await Task.WhenAll(calls.Select(reader => reader.ReadAsync(Ended).AsTask()));
    }

    [Fact]
    [Trait("criterion", "PRV-39")]
    public async Task A_database_that_is_away_at_the_start_is_listened_to_later()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var scripted = new ScriptedDatabase(rig.Database) { ListenFailure = new DatabaseUnavailableException("away") };
        var time = new FakeTime();
        var watcher = Watcher(scripted, time);
        var calls = Channel.CreateUnbounded<int>();
        using var ended = watcher.Watch([HubStreams.Config], () => calls.Writer.TryWrite(0));
        await watcher.StartAsync(Ended);

        await time.WhenArmedAsync();
        time.Advance(TimeSpan.FromSeconds(2));
        await time.WhenArmedAsync();
        watcher.Listening.IsCompleted.ShouldBeFalse();
        scripted.ListenFailure = null;
        time.Advance(TimeSpan.FromSeconds(4));

        await watcher.Listening;
        await calls.Reader.ReadAsync(Ended);
        await watcher.StopAsync(Ended);
    }

    [Fact]
    [Trait("criterion", "PRV-39")]
    public async Task A_subscription_that_can_not_be_made_fails_the_start()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var watcher = Watcher(new ScriptedDatabase(rig.Database) { ListenFailure = new InvalidOperationException("not allowed") }, new FakeTime());

        await watcher.StartAsync(Ended);

        await Should.ThrowAsync<InvalidOperationException>(() => watcher.Listening);
        await Should.ThrowAsync<InvalidOperationException>(() => watcher.ExecuteTask!);
    }

    [Fact]
    [Trait("criterion", "HUB-25")]
    public async Task A_handler_that_throws_is_called_again_and_disturbs_nobody()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var time = new FakeTime();
        var watcher = Watcher(rig.Database, time);
        var failed = Channel.CreateUnbounded<int>();
        var failures = 2;
        using var bad = watcher.Watch([HubStreams.Config], () =>
        {
            failed.Writer.TryWrite(0);
            if (failures-- > 0)
            {
                throw new InvalidOperationException("bug");
            }
        });
        var calls = Channel.CreateUnbounded<int>();
        using var good = watcher.Watch([HubStreams.Config], () => calls.Writer.TryWrite(0));
        await watcher.StartAsync(Ended);

        await failed.Reader.ReadAsync(Ended);
        await calls.Reader.ReadAsync(Ended);
        for (var i = 0; i < 2; i++)
        {
            await time.WhenArmedAsync();
            time.Advance(TimeSpan.FromSeconds(1));
            await failed.Reader.ReadAsync(Ended);
        }

        calls.Reader.TryRead(out _).ShouldBeFalse();
        await watcher.StopAsync(Ended);
    }

    [Fact]
    [Trait("criterion", "HUB-26")]
    public async Task Another_epoch_is_a_change_even_with_lower_versions()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var time = new FakeTime();
        await using var node = await NodeAsync(rig.Database, time);
        await ChangeAsync(rig.Database);
        var calls = node.Watch(HubStreams.Config);
        await calls.ReadAsync(Ended);
        await time.WhenArmedAsync();

        await rig.Database.WriteAsync(
            async (session, token) =>
            {
                await EpochTable.RenewAsync(session, FakeTime.Start, token);
                await session.ExecuteAsync("delete from streams", null, token);
            },
            Ended);
        time.Advance(TimeSpan.FromSeconds(1));

        await calls.ReadAsync(Ended);
    }

    [Fact]
    public async Task After_the_end_of_an_interest_nobody_is_called()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        await using var node = await NodeAsync(rig.Database, new FakeTime());
        var calls = 0;
        var ended = node.Watcher.Watch([HubStreams.Config], () => Interlocked.Increment(ref calls));
        var other = node.Watch(HubStreams.Config);
        await other.ReadAsync(Ended);
        ended.Dispose();
        ended.Dispose();

        await ChangeAsync(rig.Database);
        await other.ReadAsync(Ended);
        calls.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-16")]
    [Trait("criterion", "PRV-45")]
    public async Task A_killed_listener_comes_back_and_looks()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        await using var other = rig.Join();
        var watcher = Watcher(rig.Database, TimeProvider.System);
        watcher.PollInterval = TimeSpan.FromHours(1);
        var calls = Channel.CreateUnbounded<int>();
        using var ended = watcher.Watch([HubStreams.Config], () => calls.Writer.TryWrite(0));
        await watcher.StartAsync(Ended);
        await calls.Reader.ReadAsync(Ended);

        for (var i = 0; i < 3; i++)
        {
            (await server.TerminateAsync(rig.ConnectionString, "switchyard-listen")).ShouldBe(1);
            await ChangeAsync(other);
            await calls.Reader.ReadAsync(Ended);
        }

        await watcher.StopAsync(Ended);
    }

    private static Task<long> ChangeAsync(Database database) =>
        database.WriteAsync((session, token) => Samples.Recorder(TimeProvider.System).RecordAsync(session, Samples.Change(), token), Ended);

    private VersionWatcher Watcher(Database database, TimeProvider time) => new(database, _instruments, time, NullLogger<VersionWatcher>.Instance);

    private async Task<Node> NodeAsync(Database database, TimeProvider time)
    {
        var watcher = Watcher(database, time);
        await watcher.StartAsync(Ended);
        await watcher.Listening;
        return new Node(watcher);
    }

    private sealed class Node(VersionWatcher watcher) : IAsyncDisposable
    {
        public VersionWatcher Watcher => watcher;

        public ChannelReader<int> Watch(params string[] streams)
        {
            var calls = Channel.CreateUnbounded<int>();
            watcher.Watch(streams, () => calls.Writer.TryWrite(0));
            return calls.Reader;
        }

        public async ValueTask DisposeAsync()
        {
            await watcher.StopAsync(CancellationToken.None);
            watcher.Dispose();
        }
    }
}
