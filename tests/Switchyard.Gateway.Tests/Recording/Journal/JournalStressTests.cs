using System.Buffers.Binary;
using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Tests.Recording.Journal;

public sealed class JournalStressTests
{
    private const int Threads = 4;
    private const int PerThread = 500_000;

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task Two_million_appends_of_four_threads_are_each_read_exactly_once_and_in_their_thread_s_order()
    {
        using var temporary = new TemporaryJournal(segmentBytes: 256 << 10, ahead: 4, maxBytes: 1L << 30);
        using var journal = temporary.Open();
        using var work = new SemaphoreSlim(0);
        var finished = 0;
        journal.OnProgress = () => work.Release();

        var keeper = Task.Factory.StartNew(
            () =>
            {
                while (Volatile.Read(ref finished) < Threads)
                {
                    work.Wait(TestContext.Current.CancellationToken);
                    journal.Maintain();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var appenders = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                Append(journal, thread);
                Interlocked.Increment(ref finished);
                work.Release();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        var next = new int[Threads];
        var reader = new JournalReader(journal, temporary.Time);
        while (true)
        {
            var last = Volatile.Read(ref finished) == Threads;
            var batch = reader.Read(10_000);
            foreach (var record in batch.Records)
            {
                var thread = record.Payload[4];
                TemporaryJournal.NumberOf(record).ShouldBe(next[thread]++);
            }

            reader.Release();
            if (last && !batch.MayHaveMore)
            {
                break;
            }

            await Task.Yield();
        }

        await Task.WhenAll([keeper, .. appenders]);
        next.ShouldAllBe(count => count == PerThread);
        journal.BacklogBytes.ShouldBe(0);
    }

    private static void Append(SegmentedJournal journal, int thread)
    {
        Span<byte> payload = stackalloc byte[64];
        payload[4] = (byte)thread;
        for (var i = 0; i < PerThread; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload, i);

            // Lengths differ, so that records cross pages and segments at every offset.
            while (!journal.TryAppend(payload[..(8 + (i % 56))], mayUseReserve: true))
            {
                Thread.Yield();
            }
        }
    }
}
