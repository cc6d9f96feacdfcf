using Microsoft.Extensions.Logging;
using Switchyard.Hub.Tails;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Tails;

public sealed class TailWatchTests
{
    private readonly FakeTime _time = new();
    private readonly Lines _lines = new();
    private readonly HubInstruments _instruments = Samples.Instruments();
    private readonly Server _server = new();

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task The_delay_is_the_age_of_the_oldest_open_transaction_as_far_as_it_was_seen()
    {
        var watch = Watch();
        await DelayAsync(watch, oldest: 100, next: 100, 0);
        await DelayAsync(watch, oldest: 100, next: 101, 0);
        await DelayAsync(watch, oldest: 100, next: 120, 2);
        await DelayAsync(watch, oldest: 100, next: 130, 4);

        // 100 has ended; what is the oldest now had been given its number between the second look and the third.
        await DelayAsync(watch, oldest: 119, next: 140, 4);
        await DelayAsync(watch, oldest: 135, next: 140, 2);
        await DelayAsync(watch, oldest: 150, next: 150, 0);
        await DelayAsync(watch, oldest: 150, next: 151, 0);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task What_was_seen_of_a_server_with_higher_numbers_tells_nothing_of_the_next()
    {
        var watch = Watch();
        await DelayAsync(watch, oldest: 100, next: 120, 0);
        await DelayAsync(watch, oldest: 100, next: 130, 2);

        // Its place was taken by a copy, of which a transaction is open since a moment ago.
        await DelayAsync(watch, oldest: 50, next: 60, 0);
        await DelayAsync(watch, oldest: 50, next: 61, 2);
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task From_ten_seconds_on_it_is_said_once_for_whom_it_waits_and_once_that_it_is_over()
    {
        _server.Holder = new TransactionHolder { Database = "warehouse", Pid = 4711, Application = "nightly-etl", User = "etl", Since = FakeTime.Start - TimeSpan.FromMinutes(3) };
        var watch = Watch();
        for (var second = 0; second < 10; second += 2)
        {
            await DelayAsync(watch, oldest: 7, next: 9, second);
        }

        _lines.Taken.ShouldBeEmpty();
        await DelayAsync(watch, oldest: 7, next: 9, 10);
        await DelayAsync(watch, oldest: 7, next: 20, 12);

        var (level, line) = _lines.Taken.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Warning);
        line.ShouldContain("waiting 10 s");
        line.ShouldContain("database warehouse, process 4711, application 'nightly-etl', user etl, open for 190 s");

        await DelayAsync(watch, oldest: 20, next: 20, 0);
        await DelayAsync(watch, oldest: 20, next: 20, 0);
        _lines.Taken.Count.ShouldBe(2);
        _lines.Taken[1].Line.ShouldContain("longest wait was 12 s");
        _server.Looks.ShouldBe(10, "one look each time, and one more to name the holder");
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task A_prepared_transaction_and_one_that_may_not_be_seen_whole_are_named_too()
    {
        _server.Holder = new TransactionHolder { Database = "orders", Application = "tx-1", User = "orders" };
        var watch = Watch();
        for (var second = 0; second <= 10; second += 2)
        {
            await DelayAsync(watch, oldest: 7, next: 9, second);
        }

        _lines.Taken.ShouldHaveSingleItem().Line.ShouldContain("process none, it is prepared, application 'tx-1', user orders, this node's user may not see since when");
    }

    [Fact]
    [Trait("criterion", "HUB-21")]
    public async Task The_alarm_comes_even_if_nobody_can_say_for_whom_it_waits()
    {
        var watch = Watch();
        for (var second = 0; second <= 10; second += 2)
        {
            await DelayAsync(watch, oldest: 7, next: 9, second);
        }

        _lines.Taken.ShouldHaveSingleItem().Line.ShouldContain("database (unknown)");
    }

    [Fact]
    public async Task It_looks_every_two_seconds_goes_on_after_a_failure_and_ends_where_nobody_waits()
    {
        var watch = Watch();
        _server.Failure = new DatabaseUnavailableException("away", null);
        await watch.StartAsync(Patience.Token);
        await _time.WhenArmedAsync(TailWatch.Every).WaitAsync(Patience.Token);
        _time.Advance(TailWatch.Every);
        await _time.WhenArmedAsync(TailWatch.Every).WaitAsync(Patience.Token);
        _lines.Taken.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);

        (_server.Failure, _server.Open) = (null, null);
        _time.Advance(TailWatch.Every);
        await watch.ExecuteTask!.WaitAsync(Patience.Token);
        _time.ArmedTimers.ShouldBe(0);
    }

    private TailWatch Watch() => new(_server, _instruments, _time, _lines.Of<TailWatch>());

    private async Task DelayAsync(TailWatch watch, long oldest, long next, int seconds)
    {
        _server.Open = (oldest, next);
        (await watch.LookAsync(Patience.Token)).ShouldBeTrue();
        _instruments.TailDelay.ShouldBe(TimeSpan.FromSeconds(seconds));
        _time.Advance(TailWatch.Every);
    }

    private sealed class Lines
    {
        public List<(LogLevel Level, string Line)> Taken { get; } = [];

        public ILogger<T> Of<T>() => new Logger<T>(Taken);

        private sealed class Logger<T>(List<(LogLevel, string)> taken) : ILogger<T>
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => taken.Add((logLevel, formatter(state, exception)));
        }
    }

    private sealed class Server : Database
    {
        public (long Oldest, long Next)? Open { get; set; } = (1, 1);

        public TransactionHolder? Holder { get; set; }

        public Exception? Failure { get; set; }

        public int Looks { get; private set; }

        public override string Kind => "server";

        public override Task<OpenTransactions?> OpenTransactionsAsync(bool naming, CancellationToken cancellationToken)
        {
            Looks++;
            return Failure is not null
                ? Task.FromException<OpenTransactions?>(Failure)
                : Task.FromResult(Open is var (oldest, next) ? new OpenTransactions(oldest, next, naming ? Holder : null) : null);
        }

        public override Task MigrateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
