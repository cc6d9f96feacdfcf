using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Tests.Recording.Journal;

/// <summary>The process that <see cref="JournalKillTests"/> kills: this test program, started with an environment variable that makes it append instead of test.</summary>
internal static class JournalChild
{
    public const int Threads = 2;
    private const string Variable = "SWITCHYARD_TEST_JOURNAL_CHILD";

    public static Process Start(string directory)
    {
        var program = Path.ChangeExtension(typeof(JournalChild).Assembly.Location, null);
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[Variable] = directory;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    public static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } directory)
        {
            Run(directory);
        }
    }

    private static void Run(string directory)
    {
        var options = new JournalOptions { Directory = directory, SegmentBytes = 64 << 10, Ahead = 3 };
        var life = TemporaryJournal.LifeOf(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        using var journal = new SegmentedJournal(options, life, NullLogger.Instance);
        using var notes = MemoryMappedFile.CreateFromFile(Path.Combine(directory, "notes"), FileMode.Open);
        using var view = notes.CreateViewAccessor();
        journal.Maintain();
        for (var thread = 0; thread < Threads; thread++)
        {
            var number = thread;
            new Thread(() => Append(journal, view, number)) { IsBackground = true }.Start();
        }

        Console.Out.WriteLine("appending");
        Console.Out.Flush();
        while (true)
        {
            journal.Maintain();
        }
    }

    private static void Append(SegmentedJournal journal, MemoryMappedViewAccessor notes, int thread)
    {
        for (var i = 0; ; i++)
        {
            var payload = TemporaryJournal.Number((i << 8) | thread, 4 + (i % 300));
            while (!journal.TryAppend(payload, mayUseReserve: true))
            {
                Thread.Yield();
            }

            notes.Write(thread * sizeof(long), i + 1L);
        }
    }
}
