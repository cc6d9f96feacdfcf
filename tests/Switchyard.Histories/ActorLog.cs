using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Histories;

/// <summary>The append-only file of one actor. A line is on its way to the file before the next thing happens, so a killed process leaves what it did.</summary>
public sealed class ActorLog : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly StreamWriter _file;

    internal ActorLog(string path) => _file = new StreamWriter(path, append: true) { AutoFlush = true };

    /// <summary>Adds an entry. One actor is one thread of events: calls do not overlap.</summary>
    public void Append(HistoryEntry entry) => _file.WriteLine(JsonSerializer.Serialize(entry, Json));

    /// <summary>Adds an entry of a step and a sequence number.</summary>
    public void Append(HistoryStep step, long seq, string? id = null, string? hash = null, string? transaction = null) =>
        Append(new HistoryEntry(step, seq) { Id = id, Hash = hash, Transaction = transaction });

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    internal static IReadOnlyList<HistoryEntry> Read(string path)
    {
        var entries = new List<HistoryEntry>();
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (file.ReadLine() is { } line)
        {
            // A process that was killed in the middle of a line had not done yet what the line says.
            if (file.EndOfStream && !line.EndsWith('}'))
            {
                break;
            }

            entries.Add(JsonSerializer.Deserialize<HistoryEntry>(line, Json)!);
        }

        return entries;
    }
}
