using System.Buffers;
using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;

namespace Switchyard.Edge.Reports;

/// <summary>
/// What the edge says about its keys, providers and requests: every 10 s, and within a second when a key that is not in use any more has got rid of its last request, because somebody may be waiting for
/// that to destroy it.
/// </summary>
internal sealed class EdgeFacts(IEnumerable<INodeFacts> facts, ConfigurationStatus status)
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes of a report; a frame may have 64 KiB.</summary>
    public const int MostBytes = 60 << 10;

    private readonly INodeFacts[] _facts = [.. facts];
    private HashSet<Guid> _busy = [];
    private TimeSpan _toldAt;
    private bool _told;

    /// <summary>The report that is due, or null. Called about once a second while connected.</summary>
    public ReadOnlyMemory<byte>? Due(TimeSpan now)
    {
        var content = NodeFactsJson.Write(_facts);
        using var json = JsonDocument.Parse(content);
        var busy = Busy(json.RootElement);
        var drained = _busy.Except(busy).Any(IsRetired);
        _busy = busy;
        if (_told && !drained && now - _toldAt < Interval)
        {
            return null;
        }

        (_told, _toldAt) = (true, now);
        return content.Length <= MostBytes ? content : Shorten(json.RootElement);
    }

    /// <summary>The next report is due at once, as after a new connection.</summary>
    public void Reset() => _told = false;

    private static HashSet<Guid> Busy(JsonElement report) => report.TryGetProperty("keys", out var keys)
        ? [.. keys.EnumerateArray().Where(key => key.GetProperty("inFlight").GetInt64() > 0).Select(key => key.GetProperty("id").GetGuid())]
        : [];

    private bool IsRetired(Guid key) => status.Current?.Providers.Any(provider => provider.Keys.Any(config => config.Id == key && config.Enabled)) is not true;

    // What is in order and idle may be left out of a report that is too long; if that is not enough, only the sum is told.
    private static byte[] Shorten(JsonElement report)
    {
        foreach (var lists in (bool[])[true, false])
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartObject();
                foreach (var member in report.EnumerateObject().Where(member => lists || member.Value.ValueKind != JsonValueKind.Array))
                {
                    Write(writer, member);
                }

                writer.WriteBoolean("shortened", true);
                writer.WriteEndObject();
            }

            if (buffer.WrittenCount <= MostBytes || !lists)
            {
                return buffer.WrittenSpan.ToArray();
            }
        }

        return [];
    }

    private static void Write(Utf8JsonWriter writer, JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            member.WriteTo(writer);
            return;
        }

        writer.WriteStartArray(member.Name);
        foreach (var item in member.Value.EnumerateArray().Where(IsRemarkable))
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static bool IsRemarkable(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object
        || (item.TryGetProperty("inFlight", out var running) && running.GetInt64() > 0)
        || !item.TryGetProperty("state", out var state)
        || state.GetString() is not ("healthy" or "enabled" or "disabled");
}
