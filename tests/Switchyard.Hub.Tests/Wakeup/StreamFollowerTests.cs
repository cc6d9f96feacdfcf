using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Hub.Wakeup;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Wakeup;

/// <summary>The loop of whoever keeps in step with a stream, over a real watcher and database.</summary>
[Trait("criterion", "HUB-16")]
public sealed class StreamFollowerTests(PostgresServer server) : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _looks = Channel.CreateUnbounded<bool>();
    private readonly List<string> _told = [];
    private HubDatabase _rig = null!;
    private VersionWatcher _watcher = null!;
    private StreamFollower _follower = null!;
    private Task _running = null!;
    private Exception? _failure;

    public async ValueTask InitializeAsync()
    {
        _rig = await HubDatabase.CreateAsync("sqlite", server);
        _watcher = new VersionWatcher(_rig.Database, Samples.Instruments(), _time, NullLogger<VersionWatcher>.Instance);
        await _watcher.StartAsync(Patience.Token);
        _follower = new StreamFollower([HubStreams.Config], _watcher, _time);
        _running = _follower.RunAsync(LookAsync, failure => _told.Add(failure.Message), _stopping.Token);
        (await NextAsync()).ShouldBeTrue("it looks once at first");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Patience.Token);
        await _watcher.StopAsync(CancellationToken.None);
        _watcher.Dispose();
        _follower.Dispose();
        _stopping.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task It_looks_when_the_stream_changes_and_when_it_is_woken_and_knows_which()
    {
        await ChangeAsync();
        (await NextAsync()).ShouldBeTrue();
        _follower.Wake();
        (await NextAsync()).ShouldBeFalse();
        _told.ShouldBeEmpty();
    }

    /// <summary>What was told before a look that failed still holds at the next; and a row of failures is told once.</summary>
    [Fact]
    public async Task A_look_that_fails_is_made_again_a_second_later_whatever_it_was()
    {
        _failure = new InvalidOperationException("first");
        await ChangeAsync();
        (await NextAsync()).ShouldBeTrue();
        await AgainAsync();
        (await NextAsync()).ShouldBeTrue();
        _failure = null;
        await AgainAsync();
        (await NextAsync()).ShouldBeTrue();
        _told.ShouldBe(["first"]);

        _failure = new IOException("second");
        _follower.Wake();
        (await NextAsync()).ShouldBeFalse();
        await AgainAsync();
        (await NextAsync()).ShouldBeFalse();
        _told.ShouldBe(["first", "second"]);
    }

    private async Task LookAsync(bool told, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _looks.Writer.TryWrite(told);
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    // To the tick, so that no poll of the watcher is what wakes it.
    private async Task AgainAsync()
    {
        await _time.WhenArmedAsync(dueIn: StreamFollower.Retry).WaitAsync(Patience.Token);
        _time.Advance(StreamFollower.Retry);
    }

    private Task<bool> NextAsync() => _looks.Reader.ReadAsync(Patience.Token).AsTask();

    private Task ChangeAsync() => _rig.Database.WriteAsync((session, token) => Samples.Recorder(_time).RecordAsync(session, Samples.Change(), token), Patience.Token);
}
