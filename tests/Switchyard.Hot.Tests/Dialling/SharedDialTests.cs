using Switchyard.Hot.Dialling;

namespace Switchyard.Hot.Tests.Dialling;

public sealed class SharedDialTests
{
    private readonly SharedDial<string, int> _shared = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("criterion", "AGT-52")]
    public async Task All_who_want_the_same_wait_for_one_work_and_its_key_is_forgotten()
    {
        var (begun, gate) = (0, new TaskCompletionSource<int>());
        var waiters = Enumerable.Range(0, 10).Select(_ => _shared.RunAsync(
            "a",
            _ =>
            {
                Interlocked.Increment(ref begun);
                return gate.Task;
            },
            Ended)).ToArray();
        var other = _shared.RunAsync("b", static _ => Task.FromResult(2), Ended);

        (await other).ShouldBe(2);
        gate.SetResult(1);

        (await Task.WhenAll(waiters)).ShouldAllBe(result => result == 1);
        begun.ShouldBe(1);
        await ForgottenAsync();
    }

    [Fact]
    [Trait("criterion", "AGT-52")]
    public async Task One_who_gives_up_leaves_the_others_theirs_and_all_who_give_up_end_the_work()
    {
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        Task<int> Work(CancellationToken token)
        {
            token.Register(ended.SetResult);
            return new TaskCompletionSource<int>().Task.WaitAsync(token);
        }

        var first = _shared.RunAsync("a", Work, one.Token);
        var second = _shared.RunAsync("a", Work, two.Token);
        await one.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(first)).CancellationToken.ShouldBe(one.Token);
        (ended.Task.IsCompleted, second.IsCompleted).ShouldBe((false, false));

        await two.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(second)).CancellationToken.ShouldBe(two.Token);
        await ended.Task.WaitAsync(Ended);
        await ForgottenAsync();
    }

    [Fact]
    public async Task Whoever_comes_while_a_work_that_nobody_wants_still_ends_begins_another()
    {
        using var giving = new CancellationTokenSource();
        var late = new TaskCompletionSource<int>();
        var given = _shared.RunAsync("a", _ => late.Task, giving.Token);
        await giving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);

        (await _shared.RunAsync("a", static _ => Task.FromResult(7), Ended)).ShouldBe(7);
        late.SetResult(1);
        await ForgottenAsync();
    }

    [Fact]
    public async Task A_work_that_fails_fails_for_all_and_the_next_one_begins_anew()
    {
        var gate = new TaskCompletionSource<int>();
        var waiters = Enumerable.Range(0, 3).Select(_ => _shared.RunAsync("a", _ => gate.Task, Ended)).ToArray();
        gate.SetException(new IOException("broken"));
        foreach (var waiter in waiters)
        {
            await Should.ThrowAsync<IOException>(waiter);
        }

        (await _shared.RunAsync("a", static _ => Task.FromResult(3), Ended)).ShouldBe(3);
    }

    [Fact]
    [Trait("criterion", "AGT-52")]
    public async Task Under_a_storm_of_givers_up_no_work_is_left_and_nobody_gets_anothers_cancellation()
    {
        var (running, begun) = (0, 0);
        var random = new Random(1);
        await Parallel.ForAsync(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ended }, async (i, _) =>
        {
            int key, patience;
            lock (random)
            {
                (key, patience) = (random.Next(4), random.Next(3));
            }

            using var giving = new CancellationTokenSource();
            var waiting = _shared.RunAsync(
                $"{key}",
                async token =>
                {
                    Interlocked.Increment(ref begun);
                    Interlocked.Increment(ref running);
                    try
                    {
                        for (var step = 0; step < 20; step++)
                        {
                            await Task.Yield();
                            token.ThrowIfCancellationRequested();
                        }

                        return key;
                    }
                    finally
                    {
                        Interlocked.Decrement(ref running);
                    }
                },
                giving.Token);
            if (patience == 0)
            {
                await giving.CancelAsync();
            }

            try
            {
                (await waiting).ShouldBe(key);
            }
            catch (OperationCanceledException given) when (giving.IsCancellationRequested)
            {
                given.CancellationToken.ShouldBe(giving.Token);
            }
        });

        await ForgottenAsync();

        // Work that was given up and whose key somebody asked for anew is on its way to its end, and counted by nobody.
        SpinWait.SpinUntil(() => Volatile.Read(ref running) == 0, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        begun.ShouldBeLessThanOrEqualTo(2_000);
    }

    // The key goes just after the waiters have theirs.
    private async Task ForgottenAsync()
    {
        while (_shared.Count > 0)
        {
            await Task.Yield();
            Ended.ThrowIfCancellationRequested();
        }
    }
}
