using System.Text.Json;

namespace Switchyard.Admin.Providers;

/// <summary>What one node reports about one key, read from the member <c>keys</c> of its report.</summary>
internal sealed record KeyReport(Guid Id, string State, DateTimeOffset? Until, string? Reason, int InFlight, DateTimeOffset? LastUsedAt)
{
    /// <summary>The state of a key that nothing is wrong with.</summary>
    public const string Healthy = "healthy";

    // Nodes of another version may report more or less; what can not be read is left out.
    public static IEnumerable<KeyReport> ReadAll(string reportJson)
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
