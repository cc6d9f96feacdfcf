using Switchyard.Gateway.Recording;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Recording;

public sealed class RecordingFailureTests : IAsyncLifetime
{
    private RecordingRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await RecordingRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "PRV-115")]
    [Trait("criterion", "PRV-116")]
    public async Task Commits_of_unknown_outcome_count_once()
    {
        // Every other commit succeeds and is reported as lost.
        _rig.Database.After = number =>
        {
            if (number % 2 == 0)
            {
                throw new DatabaseUnavailableException("cut after commit") { OutcomeUnknown = true };
            }
        };
        _rig.Config = _rig.Config with { BatchSize = 7 };
        await _rig.ApplyAsync();
        for (var i = 0; i < 50; i++)
        {
            _rig.Record("prompt");
        }

        await DrainOverRetriesAsync();

        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBe(50);
        (await _rig.CountAsync("interception_texts")).ShouldBe(50);
        var spend = await _rig.SpendOfUserAsync();
        spend.Requests.ShouldBe(50);
        spend.CostNanos.ShouldBe(50 * 123_000);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task An_outage_keeps_everything_in_the_journal_and_is_told_once()
    {
        var isAway = true;
        _rig.Database.Before = _ =>
        {
            if (isAway)
            {
                throw new DatabaseUnavailableException("away");
            }
        };
        for (var i = 0; i < 2_000; i++)
        {
            _rig.Record("prompt");
            _rig.Journal.Maintain();
        }

        await DrainOverRetriesAsync(until: () => _rig.Time.GetUtcNow() > FakeTime.Start.AddHours(2));
        (await _rig.CountAsync("interceptions")).ShouldBe(0);
        _rig.Journal.BacklogBytes.ShouldBeGreaterThan(500_000);

        isAway = false;
        await DrainOverRetriesAsync();
        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBe(2_000);
        (await _rig.SpendOfUserAsync()).Requests.ShouldBe(2_000);
        _rig.Journal.BacklogBytes.ShouldBe(0);
        _rig.Log.Lines.Count(line => line.Id == 4230).ShouldBe(1);
        _rig.Log.Lines.Count(line => line.Id == 4231).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task A_poisoned_record_is_kept_in_a_file_and_stops_nothing()
    {
        await _rig.ExecuteAsync("create trigger poison before insert on interceptions when new.model = 'poison' begin select raise(abort, 'poisoned'); end");
        var good = new List<InterceptionStart>();
        for (var i = 0; i < 20; i++)
        {
            good.Add(_rig.Record());
            if (i == 7)
            {
                _rig.Recorder.TryStart(_rig.Start(model: "poison")).ShouldBeTrue();
            }
        }

        await DrainOverRetriesAsync();

        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBe(20);
        (await _rig.SpendOfUserAsync()).Requests.ShouldBe(20);
        Directory.GetFiles(Path.Combine(_rig.JournalDirectory, "set-aside")).Length.ShouldBe(1);
        _rig.Journal.BacklogBytes.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task A_broken_database_is_not_taken_for_poisoned_records()
    {
        await _rig.ExecuteAsync("alter table spend rename to lost");
        _rig.Record();
        _rig.Record();
        await DrainOverRetriesAsync(until: () => _rig.Log.Lines.Any(line => line.Id == 4230));
        Directory.Exists(Path.Combine(_rig.JournalDirectory, "set-aside")).ShouldBeFalse();

        await _rig.ExecuteAsync("alter table lost rename to spend");
        await _rig.BeginLifeAsync();
        await DrainOverRetriesAsync();
        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBe(2);
        Directory.Exists(Path.Combine(_rig.JournalDirectory, "set-aside")).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task A_failure_that_does_not_come_twice_is_not_the_fault_of_the_record()
    {
        // An exception of no promised kind, as a connection that breaks at an unusual place throws; the database looks sound directly afterwards.
        _rig.Database.Before = number =>
        {
            if (number == 0)
            {
                throw new InvalidOperationException("The connection is not open.");
            }
        };
        _rig.Recorder.TryStart(_rig.Start()).ShouldBeTrue();

        await DrainOverRetriesAsync();

        (await _rig.CountAsync("interceptions")).ShouldBe(1);
        Directory.Exists(Path.Combine(_rig.JournalDirectory, "set-aside")).ShouldBeFalse();
        _rig.Journal.BacklogBytes.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task A_record_of_an_unknown_version_is_kept_in_a_file()
    {
        _rig.Journal.TryAppend([RecordCodec.Start, 99, 1, 2, 3], mayUseReserve: true).ShouldBeTrue();
        _rig.Journal.TryAppend([RecordCodec.End, RecordCodec.Version, 1], mayUseReserve: true).ShouldBeTrue();
        var good = _rig.Record();
        await DrainOverRetriesAsync();

        (await _rig.FindAsync(good.Id))!.Status.ShouldBe("completed");
        Directory.GetFiles(Path.Combine(_rig.JournalDirectory, "set-aside")).Length.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task A_journal_replayed_twice_leaves_one_row_and_one_count()
    {
        for (var i = 0; i < 30; i++)
        {
            _rig.Record("prompt");
        }

        var copy = Path.Combine(_rig.Directory, "copy");
        Directory.CreateDirectory(copy);
        foreach (var path in Directory.GetFiles(_rig.JournalDirectory, "*.journal"))
        {
            File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
        }

        await DrainOverRetriesAsync();
        _rig.Journal.Dispose();
        foreach (var path in Directory.GetFiles(copy))
        {
            File.Copy(path, Path.Combine(_rig.JournalDirectory, Path.GetFileName(path)), overwrite: true);
        }

        await _rig.BeginLifeAsync();
        await DrainOverRetriesAsync();

        (await _rig.CountAsync("interceptions")).ShouldBe(30);
        (await _rig.CountAsync("interception_texts")).ShouldBe(30);
        (await _rig.SpendOfUserAsync()).Requests.ShouldBe(30);
    }

    [Fact]
    [Trait("criterion", "PRV-118")]
    public async Task What_a_dead_life_left_open_is_aborted_when_its_journal_is_replayed()
    {
        var done = _rig.Record();
        var written = _rig.Start();
        _rig.Recorder.TryStart(written).ShouldBeTrue();
        await DrainOverRetriesAsync();
        var unwritten = _rig.Start();
        _rig.Recorder.TryStart(unwritten).ShouldBeTrue();

        await _rig.BeginLifeAsync();
        var current = _rig.Start();
        _rig.Recorder.TryStart(current).ShouldBeTrue();
        await DrainOverRetriesAsync();

        (await StatusOf(done)).ShouldBe("completed");
        (await StatusOf(written)).ShouldBe("aborted");
        (await StatusOf(unwritten)).ShouldBe("aborted");
        (await StatusOf(current)).ShouldBe("running");

        async Task<string> StatusOf(InterceptionStart start) => (await _rig.FindAsync(start.Id))!.Status;
    }

    [Fact]
    [Trait("criterion", "PRV-52")]
    public async Task An_orderly_stop_writes_what_is_left_and_leaves_no_segment()
    {
        await _rig.Writer.StartAsync(TestContext.Current.CancellationToken);
        var done = _rig.Record();
        var open = _rig.Start();
        _rig.Recorder.TryStart(open).ShouldBeTrue();

        await _rig.Writer.StopAsync(TestContext.Current.CancellationToken);
        _rig.Journal.Dispose();

        (await _rig.FindAsync(done.Id))!.Status.ShouldBe("completed");
        (await _rig.FindAsync(open.Id))!.Status.ShouldBe("aborted");
        Directory.GetFiles(_rig.JournalDirectory, "*.journal").ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-52")]
    public async Task A_stop_during_an_outage_writes_also_what_came_after_the_batch_that_waited()
    {
        _rig.Database.Before = number =>
        {
            if (number == 0)
            {
                throw new DatabaseUnavailableException("away");
            }
        };
        var start = _rig.Start();
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        await _rig.Writer.StartAsync(Patience.Token);
        await _rig.Time.WhenArmedAsync().WaitAsync(Patience.Token);
        _rig.Recorder.End(_rig.End(start));

        await _rig.Writer.StopAsync(Patience.Token);

        (await _rig.FindAsync(start.Id))!.Status.ShouldBe("completed");
        _rig.Journal.BacklogBytes.ShouldBe(0);
    }

    // Moves the clock whenever the writer waits to try again.
    private async Task DrainOverRetriesAsync(Func<bool>? until = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var drain = _rig.Writer.DrainAsync(stop.Token);
        while (await Task.WhenAny(drain, _rig.Time.WhenArmedAsync()) != drain)
        {
            if (until?.Invoke() == true)
            {
                await stop.CancelAsync();
                await drain.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            _rig.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await drain;
    }
}
