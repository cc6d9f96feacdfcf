using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Recording.Journal;

/// <summary>A journal directory that ends with the test, and lives of processes on it.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private int _lives;

    public TemporaryJournal(int segmentBytes = 64 << 10, int ahead = 2, long maxBytes = 64 << 20)
    {
        Options = new JournalOptions
        {
            Directory = Directory.CreateTempSubdirectory("switchyard-journal-").FullName,
            SegmentBytes = segmentBytes,
            Ahead = ahead,
            MaxBytes = maxBytes,
        };
    }

    public JournalOptions Options { get; init; }

    public FakeTime Time { get; } = new();

    public string[] Segments => [.. Directory.GetFiles(Options.Directory, "*.journal").Order(StringComparer.Ordinal)];

    public static JournalLife LifeOf(Guid id) => new(id, new Guid(7, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]), "node-a", FakeTime.Start, [1, 2, 3]);

    public static byte[] Number(int value, int length = 4)
    {
        var payload = new byte[length];
        payload.AsSpan().Fill(0xA5);
        BinaryPrimitives.WriteInt32LittleEndian(payload, value);
        return payload;
    }

    public static int NumberOf(JournalRecord record) => BinaryPrimitives.ReadInt32LittleEndian(record.Payload);

    public SegmentedJournal Open()
    {
        var journal = new SegmentedJournal(Options, LifeOf(Guid.CreateVersion7(FakeTime.Start.AddMinutes(++_lives))), NullLogger.Instance);
        journal.Maintain();
        return journal;
    }

    public List<int> ReadAll(SegmentedJournal journal, List<JournalLife>? ended = null)
    {
        var reader = new JournalReader(journal, Time);
        var numbers = new List<int>();
        JournalBatch batch;
        do
        {
            batch = reader.Read(100);
            numbers.AddRange(batch.Records.Select(NumberOf));
            ended?.AddRange(batch.EndedLives);
            reader.Release();
        }
        while (batch.MayHaveMore);
        return numbers;
    }

    public void Dispose() => Directory.Delete(Options.Directory, recursive: true);
}
