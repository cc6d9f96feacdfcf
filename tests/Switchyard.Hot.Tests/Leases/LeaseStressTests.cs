namespace Switchyard.Hot.Tests.Leases;

/// <summary>Ten million random steps on real threads.</summary>
public sealed class LeaseStressTests
{
    private const int Threads = 4;
    private const int StepsPerThread = 2_500_000;

    [Fact]
    [Trait("criterion", "PRV-48")]
    [Trait("criterion", "PRV-51")]
    public async Task Nothing_is_used_after_its_end_ended_twice_or_left_behind()
    {
        var made = new long[Threads];
        var ended = 0L;
        // All threads work on the same few slots: each acquires from any, and now and then retires what is there and puts a fresh resource in.
        var slots = new Leased<LeaseLedger>[4];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = Make(0);
        }

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Work(thread), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        foreach (var slot in slots)
        {
            slot.LeaseCount.ShouldBe(0);
            slot.Retire(RetireMode.Drain, Timeout.InfiniteTimeSpan);
            await slot.Ended;
        }

        ended.ShouldBe(made.Sum());
        made.Sum().ShouldBeGreaterThan(100_000);

        void Work(int thread)
        {
            var random = new Random(thread);
            for (var step = 0; step < StepsPerThread;)
            {
                var choice = random.Next(1_000);
                ref var slot = ref slots[random.Next(slots.Length)];
                if (choice < 30)
                {
                    Interlocked.Exchange(ref slot, Make(thread)).Retire(choice < 10 ? RetireMode.Cut : RetireMode.Drain, Timeout.InfiniteTimeSpan);
                    step += 3;
                }
                else if (Volatile.Read(ref slot).TryAcquire(out var lease))
                {
                    step += Use(lease, choice);
                }
                else
                {
                    step++;
                }
            }
        }

        Leased<LeaseLedger> Make(int thread)
        {
            made[thread]++;
            return new Leased<LeaseLedger>(new LeaseLedger(), ledger =>
            {
                ledger.End();
                Interlocked.Increment(ref ended);
                return ValueTask.CompletedTask;
            });
        }
    }

    private static int Use(Lease<LeaseLedger> lease, int choice)
    {
        lease.Value.Enter();
        if (choice >= 500)
        {
            lease.Value.Leave();
            lease.Dispose();
            return 2;
        }

        var shared = lease.Share();
        lease.Dispose();
        shared.Value.Leave();
        shared.Dispose();
        return 4;
    }
}
