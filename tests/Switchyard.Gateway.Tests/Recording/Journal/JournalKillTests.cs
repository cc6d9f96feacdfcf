using System.Diagnostics;
using System.Runtime.InteropServices;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Testing.Runs;

namespace Switchyard.Gateway.Tests.Recording.Journal;

public sealed class JournalKillTests
{
    private static readonly int Kills = LongForm.Pick(brief: 100, full: 1000);

    /// <summary>
    /// A child appends numbered records from two threads and notes each number once its append has returned; it is killed with SIGKILL at an instant nobody chose.
    /// What it noted must be in the journal, once and in order; of what it did not note at most the record in the making of each thread may be there.
    /// </summary>
    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task Kills_lose_no_record_that_was_accepted()
    {
        using var temporary = new TemporaryJournal(segmentBytes: 64 << 10, ahead: 3, maxBytes: 1L << 30);
        var notes = Path.Combine(temporary.Options.Directory, "notes");
        var random = new Random(20261121);
        long total = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await File.WriteAllBytesAsync(notes, new byte[JournalChild.Threads * sizeof(long)], TestContext.Current.CancellationToken);
            using (var child = JournalChild.Start(temporary.Options.Directory))
            {
                // The first line says that it appends; how much work passes until the kill differs each time.
                (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("appending");
                SpinFor(random.Next(200_000));
                child.Kill();
                await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            var accepted = MemoryMarshal.Cast<byte, long>(await File.ReadAllBytesAsync(notes, TestContext.Current.CancellationToken)).ToArray();
            using var journal = temporary.Open();
            var found = new long[JournalChild.Threads];
            foreach (var number in temporary.ReadAll(journal))
            {
                var thread = number & 0xFF;
                (number >> 8).ShouldBe((int)found[thread]++, "records of one thread come once and in order");
            }

            for (var thread = 0; thread < found.Length; thread++)
            {
                found[thread].ShouldBeInRange(accepted[thread], accepted[thread] + 1);
            }

            total += found.Sum();
        }

        total.ShouldBeGreaterThan(Kills);
    }

    private static void SpinFor(int iterations) => Thread.SpinWait(iterations);
}
