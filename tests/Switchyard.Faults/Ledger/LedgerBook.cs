using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Faults.Ledger;

/// <summary>
/// The append-only book of a run, in memory and, if a path is given, as JSON lines. It has the one clock that all actors write by, so the times of different actors compare. Thread-safe.
/// </summary>
internal sealed class LedgerBook : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly Lock _gate = new();
    private readonly List<LedgerEntry> _entries = [];
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly StreamWriter? _file;

    public LedgerBook(TimeProvider time, string? path = null)
    {
        (_time, _began) = (time, time.GetTimestamp());
        _file = path is null ? null : new StreamWriter(path);
    }

    /// <summary>The time since the run began.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Reads a file back.</summary>
    public static IReadOnlyList<LedgerEntry> Read(string path) => [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<LedgerEntry>(line, Json)!)];

    public void Append(LedgerEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            _file?.WriteLine(JsonSerializer.Serialize(entry, Json));
        }
    }

    public void Dispose() => _file?.Dispose();
}
