using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Configuration.Nodes;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;

namespace Switchyard.Gateway.Tests.Recording;

/// <summary>The process that <see cref="RecordingKillTests"/> kills: it records requests from two threads, journal, writer and database included.</summary>
internal static class RecordingChild
{
    public const int Threads = 2;
    private const string Variable = "SWITCHYARD_TEST_RECORDING_CHILD";

    public static Process Start(string directory)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(RecordingChild).Assembly.Location, null)) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[Variable] = directory;
        return Process.Start(start)!;
    }

    public static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } directory)
        {
            RunAsync(directory).GetAwaiter().GetResult();
        }
    }

    /// <summary>Recording as a node has it, on the database in <paramref name="directory"/>.</summary>
    public static ServiceProvider Services(string directory) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<Database>(_ => SqliteDatabase.Open(Path.Combine(directory, "test.db"), TimeProvider.System, NullLoggerFactory.Instance))
        .AddSingleton(new SecretSealer(SecretKeyRing.Create()))
        .AddSingleton(new NodeIdentity(RecordingRig.Node, "node-a"))
        .AddRecording(directory)
        .BuildServiceProvider();

    private static async Task RunAsync(string directory)
    {
        var services = Services(directory);
        foreach (var service in services.GetServices<Microsoft.Extensions.Hosting.IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        var recorder = services.GetRequiredService<IRecorder>();
        using var notes = MemoryMappedFile.CreateFromFile(Path.Combine(directory, "notes"), FileMode.Open);
        using var view = notes.CreateViewAccessor();
        var life = services.GetRequiredService<SegmentedJournal>().Life.Id;
        for (var thread = 0; thread < Threads; thread++)
        {
            var number = thread;
            new Thread(() => Record(recorder, view, life, number)) { IsBackground = true }.Start();
        }

        await Console.Out.WriteLineAsync("recording");
        await Console.Out.FlushAsync();
        await new TaskCompletionSource().Task;
    }

    private static void Record(IRecorder recorder, MemoryMappedViewAccessor notes, Guid life, int thread)
    {
        var bytes = life.ToByteArray(bigEndian: true);
        for (var i = 0; ; i++)
        {
            // Ids by which the parent knows what to look for: the life, the thread and a number.
            bytes[10] = (byte)thread;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), i);
            var start = new InterceptionStart
            {
                Id = new Guid(bytes, bigEndian: true),
                StartedAt = TimeProvider.System.GetUtcNow(),
                Revision = 1,
                UserId = RecordingRig.User,
                AccessKeyId = RecordingRig.AccessKey,
                ProviderId = RecordingRig.Provider,
                ProviderName = "sim-openai",
                Model = "m",
                Format = BridgeFormat.Messages,
                Prompt = "prompt",
            };
            while (!recorder.TryStart(start))
            {
                Thread.Yield();
            }

            recorder.End(new InterceptionEnd
            {
                Start = start,
                EndedAt = TimeProvider.System.GetUtcNow(),
                Status = InterceptionStatus.Completed,
                Usage = new UsageTally { Input = 1, Reported = true },
            });
            notes.Write(thread * sizeof(long), i + 1L);

            // A pace that the database keeps up with, so that kills meet every stage and the end is near.
            Thread.SpinWait(200_000);
        }
    }
}
