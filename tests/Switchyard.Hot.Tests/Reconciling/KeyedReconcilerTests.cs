namespace Switchyard.Hot.Tests.Reconciling;

public sealed class KeyedReconcilerTests
{
    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task A_thousand_requests_during_a_reconcile_lead_to_one_more_with_the_latest()
    {
        List<int> seen = [];
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using var reconciler = new KeyedReconciler<string, int>(
            async (_, spec, _) =>
            {
                seen.Add(spec);
                begun.TrySetResult();
                await gate.Task;
            },
            Fail);

        var first = reconciler.RequestAsync("a", 0);
        await begun.Task;
        var later = Enumerable.Range(1, 1_000).Select(spec => reconciler.RequestAsync("a", spec)).ToList();
        gate.SetResult();

        await first;
        await Task.WhenAll(later);
        seen.ShouldBe([0, 1_000]);
    }

    [Fact]
    public async Task A_slow_key_does_not_hold_up_another()
    {
        var gate = new TaskCompletionSource();
        await using var reconciler = new KeyedReconciler<string, Task>((_, wait, _) => wait, (_, _, failure) => throw failure);

        var slow = reconciler.RequestAsync("slow", gate.Task);
        await reconciler.RequestAsync("quick", Task.CompletedTask);
        slow.IsCompleted.ShouldBeFalse();

        gate.SetResult();
        await slow;
    }

    [Fact]
    public async Task A_failure_is_told_to_the_reporter_and_the_requester_and_the_key_listens_on()
    {
        List<string> reported = [];
        await using var reconciler = new KeyedReconciler<string, int>(
            (key, spec, _) => spec < 0 ? throw new InvalidOperationException($"{key} {spec}") : Task.CompletedTask,
            (key, spec, failure) =>
            {
                reported.Add($"{key} {spec} {failure.Message}");
                throw new InvalidOperationException("The reporter is broken too.");
            });

        (await Should.ThrowAsync<InvalidOperationException>(() => reconciler.RequestAsync("a", -1))).Message.ShouldBe("a -1");
        await reconciler.RequestAsync("a", 1);
        reported.ShouldBe(["a -1 a -1"]);
    }

    [Fact]
    public async Task Disposing_cancels_what_runs_drops_what_waits_and_returns_when_both_are_over()
    {
        var begun = new TaskCompletionSource();
        var cleanup = new TaskCompletionSource();
        var reconciler = new KeyedReconciler<string, int>(
            async (_, _, cancellationToken) =>
            {
                begun.SetResult();
                var cancelled = new TaskCompletionSource();
                await using (cancellationToken.Register(cancelled.SetResult))
                {
                    await cancelled.Task;
                }

                await cleanup.Task;
                cancellationToken.ThrowIfCancellationRequested();
            },
            Fail);
        var running = reconciler.RequestAsync("a", 1);
        await begun.Task;
        var waiting = reconciler.RequestAsync("a", 2);

        var disposal = reconciler.DisposeAsync().AsTask();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        disposal.IsCompleted.ShouldBeFalse();
        cleanup.SetResult();
        await disposal;

        running.IsCanceled.ShouldBeTrue();
        reconciler.ActiveKeys.ShouldBe(0);
        reconciler.RequestAsync("a", 3).IsCanceled.ShouldBeTrue();
        await reconciler.DisposeAsync();
    }

    /// <summary>Real threads, real time: four requesters, eight keys, each request "look again", like the product's signals.</summary>
    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task Under_load_the_last_wish_of_each_key_is_applied_and_no_key_is_left_behind()
    {
        const int Keys = 8;
        const int Requests = 100_000;
        var wanted = new long[Keys];
        var applied = new long[Keys];
        var running = new int[Keys];
        var overlaps = 0;
        await using var reconciler = new KeyedReconciler<int, int>(
            async (key, _, _) =>
            {
                overlaps += Interlocked.Increment(ref running[key]) == 1 ? 0 : 1;
                var look = Volatile.Read(ref wanted[key]);
                await Task.Yield();
                Volatile.Write(ref applied[key], look);
                Interlocked.Decrement(ref running[key]);
            },
            (_, _, failure) => throw failure);

        var lastOutcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var last = new Task[Keys];
            Array.Fill(last, Task.CompletedTask);
            for (var i = 0; i < Requests; i++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref wanted[key]);
                last[key] = reconciler.RequestAsync(key, 0);
            }

            return last;
        })));
        await Task.WhenAll(lastOutcomes.SelectMany(static last => last));

        overlaps.ShouldBe(0);
        applied.ShouldBe(wanted);
        await reconciler.DisposeAsync();
        reconciler.ActiveKeys.ShouldBe(0);
    }

    private static void Fail(string key, int spec, Exception failure)
    {
        throw new InvalidOperationException($"{key} {spec}", failure);
    }
}
