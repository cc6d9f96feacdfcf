using Switchyard.Testing.Time;

namespace Switchyard.Hot.Tests.Leases;

public sealed class LeasedTests
{
    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(15);

    [Fact]
    public void Retiring_an_unused_resource_ends_it_at_once()
    {
        var resource = new Resource();
        var leased = new Leased<Resource>(resource);

        leased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);

        resource.Disposals.ShouldBe(1);
        leased.Ended.IsCompletedSuccessfully.ShouldBeTrue();
        leased.TryAcquire(out var lease).ShouldBeFalse();
        lease.IsHeld.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-49")]
    public void A_draining_resource_gives_leases_until_the_last_one_is_back()
    {
        var resource = new Resource();
        var leased = new Leased<Resource>(resource);
        leased.TryAcquire(out var first).ShouldBeTrue();
        leased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);

        leased.TryAcquire(out var second).ShouldBeTrue();
        first.Dispose();
        second.Value.ShouldBeSameAs(resource);
        leased.LeaseCount.ShouldBe(1);
        resource.Disposals.ShouldBe(0);

        second.Dispose();
        resource.Disposals.ShouldBe(1);
        leased.LeaseCount.ShouldBe(0);
        leased.TryAcquire(out _).ShouldBeFalse();
    }

    [Fact]
    public void Cutting_tells_the_holders_and_takes_nothing_out_of_their_hands()
    {
        var resource = new Resource();
        var leased = new Leased<Resource>(resource);
        leased.TryAcquire(out var lease).ShouldBeTrue();

        leased.Retire(RetireMode.Cut, Timeout.InfiniteTimeSpan);

        lease.CutToken.IsCancellationRequested.ShouldBeTrue();
        leased.TryAcquire(out _).ShouldBeFalse();
        lease.Value.Disposals.ShouldBe(0);
        lease.Dispose();
        resource.Disposals.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-49")]
    public void A_drain_becomes_a_cut_at_its_ceiling_and_not_before()
    {
        var time = new FakeTime();
        var leased = new Leased<Resource>(new Resource(), timeProvider: time);
        leased.TryAcquire(out var lease).ShouldBeTrue();
        leased.Retire(RetireMode.Drain, Ceiling);

        time.JumpWallClock(TimeSpan.FromDays(1));
        time.Advance(Ceiling - TimeSpan.FromTicks(1));
        lease.CutToken.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromTicks(1));
        lease.CutToken.IsCancellationRequested.ShouldBeTrue();
        leased.TryAcquire(out _).ShouldBeFalse();

        lease.Dispose();
        leased.Ended.IsCompletedSuccessfully.ShouldBeTrue();
        time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-51")]
    public void The_timer_of_the_ceiling_ends_with_the_resource()
    {
        var time = new FakeTime();
        var leased = new Leased<Resource>(new Resource(), timeProvider: time);
        leased.TryAcquire(out var lease).ShouldBeTrue();
        leased.Retire(RetireMode.Drain, Ceiling);
        time.ArmedTimers.ShouldBe(1);

        lease.Dispose();

        time.ArmedTimers.ShouldBe(0);
        leased.CutToken.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void A_cut_after_a_drain_is_a_cut_and_a_drain_after_a_drain_is_nothing()
    {
        var time = new FakeTime();
        var resource = new Resource();
        var leased = new Leased<Resource>(resource, timeProvider: time);
        leased.TryAcquire(out var lease).ShouldBeTrue();
        leased.Retire(RetireMode.Drain, Ceiling);
        leased.Retire(RetireMode.Drain, TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromSeconds(2));
        lease.CutToken.IsCancellationRequested.ShouldBeFalse();
        leased.Retire(RetireMode.Cut, Timeout.InfiniteTimeSpan);
        lease.CutToken.IsCancellationRequested.ShouldBeTrue();

        lease.Dispose();
        resource.Disposals.ShouldBe(1);
    }

    [Fact]
    public void A_share_keeps_the_resource_for_its_new_owner_even_when_cut()
    {
        var resource = new Resource();
        var leased = new Leased<Resource>(resource);
        leased.TryAcquire(out var first).ShouldBeTrue();
        leased.Retire(RetireMode.Cut, Timeout.InfiniteTimeSpan);

        var second = first.Share();
        first.Dispose();
        second.Value.ShouldBeSameAs(resource);
        resource.Disposals.ShouldBe(0);
        second.Dispose();
        resource.Disposals.ShouldBe(1);
    }

    [Fact]
    public void Giving_a_lease_back_twice_counts_once_and_using_it_afterwards_throws()
    {
        var leased = new Leased<Resource>(new Resource());
        leased.TryAcquire(out var kept).ShouldBeTrue();
        leased.TryAcquire(out var lease).ShouldBeTrue();

        lease.Dispose();
        lease.Dispose();

        leased.LeaseCount.ShouldBe(1);
        Should.Throw<ObjectDisposedException>(() => lease.Value);
        Should.Throw<ObjectDisposedException>(() => lease.Share());
        kept.Dispose();
    }

    [Fact]
    public async Task The_end_waits_for_an_asynchronous_disposal_and_keeps_its_failure_for_the_owner()
    {
        var closing = new TaskCompletionSource();
        var leased = new Leased<string>("connection", async _ =>
        {
            await closing.Task;
            throw new InvalidOperationException("It did not close.");
        });
        leased.TryAcquire(out var lease).ShouldBeTrue();
        leased.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);

        lease.Dispose();
        leased.Ended.IsCompleted.ShouldBeFalse();
        closing.SetResult();

        (await Should.ThrowAsync<InvalidOperationException>(() => leased.Ended)).Message.ShouldBe("It did not close.");
    }

    [Fact]
    public void A_negative_ceiling_is_refused_and_changes_nothing()
    {
        var leased = new Leased<Resource>(new Resource());

        Should.Throw<ArgumentOutOfRangeException>(() => leased.Retire(RetireMode.Drain, TimeSpan.FromSeconds(-1)));

        leased.IsRetired.ShouldBeFalse();
        leased.TryAcquire(out var lease).ShouldBeTrue();
        lease.Dispose();
    }

    [Fact]
    public void Acquiring_sharing_and_releasing_allocate_nothing()
    {
        var leased = new Leased<Resource>(new Resource());
        Round(leased);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            Round(leased);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Round(Leased<Resource> leased)
        {
            leased.TryAcquire(out var lease);
            var shared = lease.Share();
            lease.Dispose();
            shared.Dispose();
        }
    }

    private sealed class Resource : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose()
        {
            Disposals++;
        }
    }
}
