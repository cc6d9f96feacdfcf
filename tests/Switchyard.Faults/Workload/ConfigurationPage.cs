using System.Text.Json;
using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Workload;

/// <summary>Reads what <c>GET /config</c> shows.</summary>
internal static class ConfigurationPage
{
    /// <summary>The providers whose names begin with <paramref name="prefix"/>, and what runs.</summary>
    public static (string Epoch, long Revision, string Hash, IReadOnlyDictionary<string, SeenProvider> Providers) Read(JsonElement page, string prefix)
    {
        var providers = page.GetProperty("content").GetProperty("providers").EnumerateArray()
            .Where(provider => provider.GetProperty("name").GetString()!.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(provider => provider.GetProperty("name").GetString()!, Provider, StringComparer.Ordinal);
        return (page.GetProperty("epoch").GetString()!, page.GetProperty("revision").GetInt64(), page.GetProperty("hash").GetString()!, providers);
    }

    /// <summary>A provider of three parts that were written together.</summary>
    public static SeenProvider Provider(string displayName, JsonElement settings, bool enabled, IReadOnlyList<string> labels)
    {
        var idle = settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("timeouts", out var timeouts) && timeouts.TryGetProperty("idle", out var value) ? value.GetString() : null;
        return new SeenProvider(Marks.OfDisplayName(displayName), Marks.OfIdle(idle), enabled, labels);
    }

    /// <summary>The one provider of a document as an operator of the rig writes it.</summary>
    public static SeenProvider OfDocument(JsonElement document)
    {
        var provider = document.GetProperty("providers").EnumerateArray().Single();
        return Provider(
            provider.GetProperty("displayName").GetString()!,
            provider.GetProperty("settings"),
            provider.GetProperty("enabled").GetBoolean(),
            [.. provider.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("label").GetString()!)]);
    }

    private static SeenProvider Provider(JsonElement provider) => Provider(
        provider.GetProperty("displayName").GetString()!,
        provider.GetProperty("settings"),
        provider.GetProperty("enabled").GetBoolean(),
        [.. provider.GetProperty("keys").EnumerateArray().OrderBy(key => key.GetProperty("position").GetInt32()).Select(key => key.GetProperty("label").GetString()!)]);
}
