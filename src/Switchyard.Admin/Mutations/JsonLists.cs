using System.Text.Json;

namespace Switchyard.Admin.Mutations;

/// <summary>Lists of names as they stand in a text column: a JSON array, or null for "all".</summary>
internal static class JsonLists
{
    public static string? Write(IReadOnlyList<string>? names) => names is null ? null : JsonSerializer.Serialize(names, MutationJson.Default.IReadOnlyListString);

    public static IReadOnlyList<string>? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, MutationJson.Default.IReadOnlyListString);
}
