using System.Text.Json;

namespace Switchyard.Admin.Providers;

/// <summary>What one node or gateway instance reports about one key, read from the member <c>keys</c> of its report.</summary>
internal sealed record KeyReport(Guid Id, string State, DateTimeOffset? Until, string? Reason, int InFlight, DateTimeOffset? LastUsedAt)
{
    /// <summary>The state of a key that nothing is wrong with.</summary>
    public const string Healthy = "healthy";

    /// <summary>
    /// The lowest revision that a request works with which may still choose a key, from the member <c>choosingRevision</c> of a report; null when there is none. Such a request began before a change
    /// and may take a key that the change took out of service.
    /// </summary>
    public static long? ChoosingRevision(string reportJson)
    {
        using var document = JsonDocument.Parse(reportJson);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("choosingRevision", out var revision)
            && revision.ValueKind == JsonValueKind.Number && revision.TryGetInt64(out var number) ? number : null;
    }

    // Nodes of another version may report more or less; what can not be read is left out.
    public static IReadOnlyList<KeyReport> ReadAll(string reportJson)
    {
        using var document = JsonDocument.Parse(reportJson);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. keys.EnumerateArray().Select(Read).OfType<KeyReport>()];
    }

    private static KeyReport? Read(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && Guid.TryParse(Text(key, "id"), out var id)
            ? new KeyReport(
                id,
                Text(key, "state") ?? Healthy,
                Time(key, "until"),
                Text(key, "reason"),
                key.TryGetProperty("inFlight", out var inFlight) && inFlight.TryGetInt32(out var count) ? count : 0,
                Time(key, "lastUsedAt"))
            : null;

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
}
