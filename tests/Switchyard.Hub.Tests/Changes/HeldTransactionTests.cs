using System.Diagnostics;
using Npgsql;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Changes;

/// <summary>Transactions that are held open between publish and commit, with others behind them, and a reader between any two steps.</summary>
public sealed class HeldTransactionTests(PostgresServer server)
{
    /// <summary>How long a writer waits for one that is held, where the wait is not the point.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Version n is open, n + 1 waits behind it, n + 2 behind that; each ends well or not.</summary>
    [Theory]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "HUB-3")]
    [InlineData(true, true, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public async Task The_next_version_is_given_when_the_one_before_has_ended(params bool[] commits)
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        await using var writer = rig.Join(Patience);
        await using var reader = new Reader(rig);
        var waiting = new List<Held>();
        foreach (var _ in commits)
        {
            waiting.Add(new Held(writer, Recorder(), HubStreams.AiProvidersChanged));
            await (waiting.Count == 1 ? waiting[0].Published : reader.UntilWaitingAsync(waiting.Count - 1));
            (await reader.CheckAsync()).ShouldBe(0);
        }

        var committed = 0L;
        foreach (var commit in commits)
        {
            // Which of several that wait is next, is the database's affair; that it is one at a time, is ours.
            (await await Task.WhenAny(waiting.Select(held => held.Published))).ShouldBe(committed + 1);
            var next = waiting.Where(held => held.Published.IsCompleted).ShouldHaveSingleItem();
            waiting.Remove(next);
            (await reader.CheckAsync()).ShouldBe(committed);
            next.End(commit);
            (await next.Outcome).ShouldBe(commit);
            committed += commit ? 1 : 0;
            (await reader.CheckAsync()).ShouldBe(committed);
        }
    }

    /// <summary>Changes of different signals take a stream before and one after those that they share, in one order, so the second waits and neither for ever.</summary>
    [Theory]
    [Trait("criterion", "HUB-3")]
    [InlineData("aaa_changed", "zzz_changed")]
    [InlineData("zzz_changed", "aaa_changed")]
    public async Task Two_streams_in_both_orders(string first, string second)
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        await using var writer = rig.Join(Patience);
        await using var reader = new Reader(rig);
        var one = new Held(writer, Recorder(), first);
        await one.Published;
        var two = new Held(writer, Recorder(), second);
        await reader.UntilWaitingAsync(1);
        two.Published.IsCompleted.ShouldBeFalse();

        foreach (var (held, revision) in (IEnumerable<(Held, long)>)[(one, 1), (two, 2)])
        {
            (await held.Published).ShouldBe(revision);
            held.End(commit: true);
            (await held.Outcome).ShouldBeTrue();
            (await reader.CheckAsync()).ShouldBe(revision);
        }
    }

    /// <summary>Should somebody break the order all the same, one of the two fails as busy and the other is done whole.</summary>
    [Fact]
    [Trait("criterion", "HUB-3")]
    public async Task Two_transactions_against_the_order_do_not_wait_for_each_other_for_ever()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        var (hasA, hasB) = (new TaskCompletionSource(), new TaskCompletionSource());

        var results = await Task.WhenAll(TryAsync("a", "b", hasA, hasB.Task), TryAsync("b", "a", hasB, hasA.Task));

        results.Count(failure => failure is null).ShouldBe(1);
        results.Single(failure => failure is not null).ShouldBeOfType<DatabaseBusyException>();
        (await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended)).ShouldBe(new Dictionary<string, long> { ["a"] = 1, ["b"] = 1 }, ignoreOrder: true);

        Task<Exception?> TryAsync(string mine, string other, TaskCompletionSource has, Task otherHas) => Record.ExceptionAsync(() => rig.Database.WriteAsync(
            async (session, token) =>
            {
                await StreamTable.BumpAsync(session, mine, token);
                has.SetResult();
                await otherHas;
                await StreamTable.BumpAsync(session, other, token);
            },
            Ended)).AsTask();
    }

    /// <summary>The one test of this class that waits for time, because the 5 s themselves are promised.</summary>
    [Fact]
    [Trait("criterion", "HUB-4")]
    public async Task Behind_a_held_transaction_a_writer_fails_after_five_seconds_and_other_streams_go_on()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        await using var reader = new Reader(rig);
        var held = new Held(rig.Database, Recorder(), HubStreams.AiProvidersChanged);
        await held.Published;
        var since = Stopwatch.StartNew();
        var waiting = Enumerable.Range(0, 3).Select(_ => Record.ExceptionAsync(() => ChangeAsync(rig.Database)).AsTask()).ToList();
        await reader.UntilWaitingAsync(3);

        var others = Stopwatch.StartNew();
        for (var version = 1; version <= 5; version++)
        {
            (await rig.Database.WriteAsync((session, token) => StreamTable.BumpAsync(session, HubStreams.Nodes, token), Ended)).ShouldBe(version);
        }

        others.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4), "writers of other streams do not wait");
        (await Task.WhenAll(waiting)).ShouldAllBe(failure => failure is DatabaseBusyException);
        since.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(15));
        held.End(commit: true);
        (await held.Outcome).ShouldBeTrue();

        (await reader.CheckAsync()).ShouldBe(1);
        (await ChangeAsync(rig.Database)).ShouldBe(2);
        (await reader.CheckAsync()).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-12")]
    public async Task A_clock_that_goes_back_changes_no_order()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        for (var hour = 0; hour < 5; hour++)
        {
            await ChangeAsync(rig.Database);
            _time.JumpWallClock(TimeSpan.FromHours(-1));
        }

        var rows = await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Config, 0, 10, token), Ended);
        rows.Select(row => row.Version).ShouldBe([1, 2, 3, 4, 5]);
        rows.Select(row => row.OriginatedAt).ShouldBe(rows.Select(row => row.OriginatedAt).OrderDescending());
        rows.ShouldAllBe(row => row.EntityId == Samples.ProviderId.ToString());
    }

    private ChangeRecorder Recorder() => Samples.Recorder(_time);

    private Task<long> ChangeAsync(Database database) => database.WriteAsync((session, token) => Recorder().RecordAsync(session, Samples.Change(), token), Ended);

    /// <summary>A change whose transaction stays open until it is told how to end.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource<long> _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(Database database, ChangeRecorder recorder, string signal) => Outcome = RunAsync(database, recorder, signal);

        public Task<long> Published => _published.Task;

        /// <summary>Whether it was committed.</summary>
        public Task<bool> Outcome { get; }

        public void End(bool commit) => _end.SetResult(commit);

        private async Task<bool> RunAsync(Database database, ChangeRecorder recorder, string signal)
        {
            try
            {
                await database.WriteAsync(
                    async (session, token) =>
                    {
                        _published.SetResult(await recorder.RecordAsync(session, Samples.Change(signal: signal), token));
                        return await _end.Task ? true : throw new RolledBackException();
                    },
                    Ended);
                return true;
            }
            catch (RolledBackException)
            {
                return false;
            }
            catch (Exception failure)
            {
                _published.TrySetException(failure);
                throw;
            }
        }
    }

    /// <summary>Another node that reads, and knows who waits for a lock.</summary>
    private sealed class Reader(HubDatabase rig) : IAsyncDisposable
    {
        private readonly Database _node = rig.Join();
        private readonly NpgsqlDataSource _watching = NpgsqlDataSource.Create(rig.ConnectionString);

        /// <summary>The version of the stream; events and versions agree, and nothing is missing below it.</summary>
        public Task<long> CheckAsync() => _node.ReadAsync(
            async (session, token) =>
            {
                var version = await StreamTable.VersionAsync(session, HubStreams.Config, token);
                var events = await EventTable.ReadAfterAsync(session, HubStreams.Config, 0, 100, token);
                events.Select(row => row.Version).ShouldBe(Enumerable.Range(1, (int)version).Select(number => (long)number));
                return version;
            },
            Ended);

        public async Task UntilWaitingAsync(int sessions)
        {
            while (await CountAsync() < sessions)
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _node.DisposeAsync();
            await _watching.DisposeAsync();
        }

        private async Task<long> CountAsync()
        {
            await using var command = _watching.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
            return (long)(await command.ExecuteScalarAsync(Ended))!;
        }
    }

    private sealed class RolledBackException : Exception;
}
