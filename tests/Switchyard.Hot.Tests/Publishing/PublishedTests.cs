namespace Switchyard.Hot.Tests.Publishing;

public sealed class PublishedTests
{
    [Fact]
    [Trait("criterion", "PRV-44")]
    public void Only_a_newer_revision_is_published()
    {
        var published = new Published<string>("three", 3);

        published.TryPublish("two", 2, out var previous).ShouldBeFalse();
        previous.ShouldBeNull();
        published.TryPublish("again three", 3, out _).ShouldBeFalse();
        published.TryPublish("four", 4, out previous).ShouldBeTrue();

        previous.ShouldBe("three");
        published.Read(out var revision).ShouldBe("four");
        revision.ShouldBe(4);
        (published.Current, published.Revision).ShouldBe(("four", 4L));
    }

    [Fact]
    public void A_new_numbering_may_begin_lower()
    {
        var published = new Published<string>("old", 100);

        published.Replace("new", 1).ShouldBe("old");

        published.Revision.ShouldBe(1);
        published.TryPublish("newer", 2, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Waiting_ends_with_the_first_revision_that_is_high_enough()
    {
        var published = new Published<string>("0");
        await published.WaitForAsync(0, TestContext.Current.CancellationToken);
        var two = published.WaitForAsync(2, TestContext.Current.CancellationToken);
        var three = published.WaitForAsync(3, TestContext.Current.CancellationToken);
        var nine = published.WaitForAsync(9, TestContext.Current.CancellationToken);

        published.TryPublish("1", 1, out _);
        two.IsCompleted.ShouldBeFalse();
        published.TryPublish("3", 3, out _);

        await two;
        await three;
        nine.IsCompleted.ShouldBeFalse();
        published.Waiting.ShouldBe(1);
        published.Replace("epoch", 9);
        await nine;
        published.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_waiter_is_forgotten()
    {
        var published = new Published<string>("0");
        using var cancellation = new CancellationTokenSource();
        var wait = published.WaitForAsync(1, cancellation.Token);
        published.Waiting.ShouldBe(1);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        published.Waiting.ShouldBe(0);
        await Should.ThrowAsync<OperationCanceledException>(() => published.WaitForAsync(1, cancellation.Token));
        published.TryPublish("1", 1, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Waiters_and_publishers_that_race_never_miss_each_other()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var published = new Published<string>("0");
            using var barrier = new Barrier(2);
            var waiter = Task.Run(() =>
            {
                barrier.SignalAndWait();
                return published.WaitForAsync(1);
            });
            barrier.SignalAndWait();
            published.TryPublish("1", 1, out _).ShouldBeTrue();
            await waiter.WaitAsync(TimeSpan.FromSeconds(30));
            published.Waiting.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Readers_see_revisions_grow_and_value_and_revision_belong_together()
    {
        var published = new Published<string>("0");
        var stop = false;
        var reader = Task.Run(() =>
        {
            var last = 0L;
            while (!Volatile.Read(ref stop))
            {
                var value = published.Read(out var revision);
                value.ShouldBe(revision.ToString());
                revision.ShouldBeGreaterThanOrEqualTo(last);
                last = revision;
            }
        });
        Parallel.For(1, 100_000, revision => published.TryPublish(revision.ToString(), revision, out _));
        Volatile.Write(ref stop, true);
        await reader;
        published.Revision.ShouldBe(99_999);
    }
}
