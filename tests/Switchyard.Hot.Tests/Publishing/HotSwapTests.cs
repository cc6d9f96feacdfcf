using Switchyard.Hot.Tests.Leases;
using Switchyard.Testing.Time;

namespace Switchyard.Hot.Tests.Publishing;

public sealed class HotSwapTests
{
    [Fact]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-51")]
    public async Task A_running_request_keeps_its_snapshot_until_it_ends()
    {
        var first = new Snapshot(0, new LeaseLedger());
        await using var swap = new HotSwap<Snapshot>(first, 0, Snapshot.EndAsync);
        var running = swap.Acquire();

        swap.TryPublish(new Snapshot(1, new LeaseLedger()), 1, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        using (var next = swap.Acquire(out var revision))
        {
            revision.ShouldBe(1);
            next.Value.Revision.ShouldBe(1);
        }

        first.Ledger.Ends.ShouldBe(0);
        running.Value.ShouldBeSameAs(first);
        (swap.LiveCount, swap.RetiredLeaseCount).ShouldBe((2, 1L));
        running.Dispose();
        first.Ledger.Ends.ShouldBe(1);
        (swap.LiveCount, swap.RetiredLeaseCount).ShouldBe((1, 0L));
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task An_older_or_equal_revision_is_refused_and_its_snapshot_ended()
    {
        await using var swap = new HotSwap<Snapshot>(new Snapshot(5, new LeaseLedger()), 5, Snapshot.EndAsync);
        foreach (var revision in new[] { 4, 5 })
        {
            var refused = new Snapshot(revision, new LeaseLedger());
            swap.TryPublish(refused, revision, Timeout.InfiniteTimeSpan).ShouldBeFalse();
            refused.Ledger.Ends.ShouldBe(1);
        }

        (swap.Revision, swap.LiveCount).ShouldBe((5L, 1));
        swap.Replace(new Snapshot(1, new LeaseLedger()), 1, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        (swap.Revision, swap.LiveCount).ShouldBe((1L, 1));
    }

    [Fact]
    public async Task A_superseded_snapshot_is_cut_at_the_ceiling()
    {
        var time = new FakeTime();
        var swap = new HotSwap<Snapshot>(new Snapshot(0, new LeaseLedger()), 0, Snapshot.EndAsync, time);
        var running = swap.Acquire();
        swap.TryPublish(new Snapshot(1, new LeaseLedger()), 1, TimeSpan.FromMinutes(15));

        time.Advance(TimeSpan.FromMinutes(15));

        running.CutToken.IsCancellationRequested.ShouldBeTrue();
        running.Dispose();
        await swap.DisposeAsync();
        time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Shutting_down_waits_for_running_requests_and_refuses_what_comes_later()
    {
        var swap = new HotSwap<Snapshot>(new Snapshot(0, new LeaseLedger()), 0, Snapshot.EndAsync);
        var running = swap.Acquire();

        var shutdown = swap.DisposeAsync().AsTask();
        shutdown.IsCompleted.ShouldBeFalse();
        var late = new Snapshot(1, new LeaseLedger());
        swap.TryPublish(late, 1, Timeout.InfiniteTimeSpan).ShouldBeFalse();
        late.Ledger.Ends.ShouldBe(1);
        running.Dispose();
        await shutdown;

        swap.LiveCount.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() => swap.Acquire());
    }

    /// <summary>An unchanged resource goes from snapshot to snapshot; it ends with the last one that has it, a changed one with its own.</summary>
    [Fact]
    [Trait("criterion", "PRV-51")]
    public async Task Resources_live_as_long_as_a_snapshot_refers_to_them()
    {
        var kept = new LeaseLedger();
        var changed = new LeaseLedger();
        var keptLeased = Lease(kept);
        var changedLeased = Lease(changed);
        await using var swap = new HotSwap<Lease<LeaseLedger>[]>([Take(keptLeased), Take(changedLeased)], 0, static resources =>
        {
            Array.ForEach(resources, static resource => resource.Dispose());
            return ValueTask.CompletedTask;
        });
        var running = swap.Acquire();

        swap.TryPublish([running.Value[0].Share()], 1, Timeout.InfiniteTimeSpan);
        changedLeased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        (kept.Ends, changed.Ends).ShouldBe((0, 0));
        running.Dispose();
        (kept.Ends, changed.Ends).ShouldBe((0, 1));
        keptLeased.LeaseCount.ShouldBe(1);

        keptLeased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
        await swap.DisposeAsync();
        kept.Ends.ShouldBe(1);

        static Leased<LeaseLedger> Lease(LeaseLedger ledger)
        {
            return new Leased<LeaseLedger>(ledger, static ledger =>
            {
                ledger.End();
                return ValueTask.CompletedTask;
            });
        }

        static Lease<LeaseLedger> Take(Leased<LeaseLedger> leased)
        {
            leased.TryAcquire(out var lease).ShouldBeTrue();
            return lease;
        }
    }

    [Fact]
    public async Task Acquiring_allocates_nothing()
    {
        await using var swap = new HotSwap<Snapshot>(new Snapshot(0, new LeaseLedger()), 0, Snapshot.EndAsync);
        AcquireOnce(swap);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            AcquireOnce(swap);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void AcquireOnce(HotSwap<Snapshot> swap)
        {
            using var lease = swap.Acquire();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-44")]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-51")]
    public async Task A_storm_of_publications_cuts_no_reader_and_leaves_one_snapshot()
    {
        const int Publications = 200_000;
        var made = 1L;
        var ended = 0L;
        var swap = new HotSwap<Snapshot>(new Snapshot(0, new LeaseLedger()), 0, snapshot =>
        {
            Interlocked.Increment(ref ended);
            return Snapshot.EndAsync(snapshot);
        });
        var storm = true;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var publishers = Enumerable.Range(0, 2).Select(publisher => Task.Factory.StartNew(
            () => Publish(publisher), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.WhenAll(publishers);
        Volatile.Write(ref storm, false);
        await Task.WhenAll(readers);

        (swap.LiveCount, swap.RetiredLeaseCount).ShouldBe((1, 0L));
        swap.Revision.ShouldBe((Publications * 2) - 1);
        ended.ShouldBe(made - 1);
        await swap.DisposeAsync();
        (swap.LiveCount, ended).ShouldBe((0, made));

        void Read()
        {
            var lastRevision = 0L;
            while (Volatile.Read(ref storm))
            {
                using var lease = swap.Acquire(out var revision);
                revision.ShouldBeGreaterThanOrEqualTo(lastRevision);
                lease.Value.Ledger.Enter();
                lease.Value.Revision.ShouldBe(revision);
                lease.Value.Ledger.Leave();
                lastRevision = revision;
            }
        }

        void Publish(int publisher)
        {
            // One has the even, one the odd revisions, so some are refused.
            for (var i = 0; i < Publications; i++)
            {
                var revision = (i * 2L) + publisher;
                Interlocked.Increment(ref made);
                swap.TryPublish(new Snapshot(revision, new LeaseLedger()), revision, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
