using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Recording;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Tests.Recording;

public sealed class RecordingJanitorTests : IAsyncLifetime
{
    private RecordingRig _rig = null!;
    private RecordingJanitor _janitor = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await RecordingRig.StartAsync();
        _janitor = JanitorOf(_rig);
    }

    public ValueTask DisposeAsync()
    {
        _janitor.Dispose();
        return _rig.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "PRV-118")]
    public async Task What_a_lost_node_left_open_is_aborted_15_minutes_after_its_lease_ended()
    {
        // The life's journal is gone with its disk: only its rows are left.
        var open = _rig.Start();
        _rig.Recorder.TryStart(open).ShouldBeTrue();
        await _rig.DrainAsync();
        Directory.Delete(_rig.JournalDirectory, recursive: true);
        Directory.CreateDirectory(_rig.JournalDirectory);
        await _rig.BeginLifeAsync();
        using var janitor = JanitorOf(_rig);
        var own = _rig.Start();
        _rig.Recorder.TryStart(own).ShouldBeTrue();
        await _rig.DrainAsync();

        await PassAsync(janitor, RecordingJanitor.Lease + RecordingJanitor.Patience - TimeSpan.FromSeconds(20));
        (await _rig.FindAsync(open.Id))!.Status.ShouldBe("running");

        await PassAsync(janitor, TimeSpan.FromMinutes(1));
        (await _rig.FindAsync(open.Id))!.Status.ShouldBe("aborted");
        (await _rig.FindAsync(own.Id))!.Status.ShouldBe("running", "its own lease was renewed");
    }

    [Fact]
    [Trait("criterion", "PRV-123")]
    [Trait("criterion", "PRV-124")]
    public async Task Records_older_than_the_retention_go_and_running_ones_stay()
    {
        var old = _rig.Record("prompt");
        var running = _rig.Start("prompt");
        _rig.Recorder.TryStart(running).ShouldBeTrue();
        await _rig.DrainAsync();
        _rig.Time.Advance(TimeSpan.FromDays(61));
        var recent = _rig.Record("prompt");
        await _rig.DrainAsync();

        await RunAsync(_janitor);

        (await _rig.FindAsync(old.Id)).ShouldBeNull();
        (await _rig.FindAsync(running.Id)).ShouldNotBeNull();
        (await _rig.FindAsync(recent.Id)).ShouldNotBeNull();
        (await _rig.CountAsync("interception_texts")).ShouldBe(2);
        (await _rig.SpendOfMonthAsync("2026-01")).Requests.ShouldBe(1, "spend outlives the records");
    }

    [Fact]
    [Trait("criterion", "PRV-123")]
    public async Task Retention_0_keeps_everything()
    {
        _rig.Config = _rig.Config with { Retention = TimeSpan.Zero };
        await _rig.ApplyAsync();
        var old = _rig.Record();
        await _rig.DrainAsync();
        _rig.Time.Advance(TimeSpan.FromDays(10_000));

        await RunAsync(_janitor);

        (await _rig.FindAsync(old.Id)).ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-124")]
    public async Task Another_node_s_lease_keeps_this_one_from_deleting()
    {
        var old = _rig.Record();
        await _rig.DrainAsync();
        _rig.Time.Advance(TimeSpan.FromDays(61));
        var now = _rig.Time.GetUtcNow();
        await _rig.Database.WriteAsync(
            (session, token) => RecordingLeaseTable.TryTakeAsync(session, "recording-janitor", old.Id, now, now.AddMinutes(1), token),
            TestContext.Current.CancellationToken);

        (await RunAsync(_janitor)).ShouldBeFalse();
        (await _rig.FindAsync(old.Id)).ShouldNotBeNull();

        _rig.Time.Advance(TimeSpan.FromMinutes(2));
        (await RunAsync(_janitor)).ShouldBeTrue();
        (await _rig.FindAsync(old.Id)).ShouldBeNull();
    }

    private static RecordingJanitor JanitorOf(RecordingRig rig) =>
        new(rig.Journal, rig.Database, rig.Settings, rig.Instruments, rig.Time, NullLogger<RecordingJanitor>.Instance);

    private async Task PassAsync(RecordingJanitor janitor, TimeSpan time)
    {
        for (var end = _rig.Time.GetUtcNow() + time; _rig.Time.GetUtcNow() < end; _rig.Time.Advance(RecordingJanitor.RenewEvery))
        {
            await RunAsync(janitor);
        }
    }

    // Moves the clock over the pauses between deletions.
    private async Task<bool> RunAsync(RecordingJanitor janitor)
    {
        var run = janitor.RunOnceAsync(TestContext.Current.CancellationToken);
        while (await Task.WhenAny(run, _rig.Time.WhenArmedAsync()) != run)
        {
            _rig.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await run;
    }
}
