using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Admin.Mutations;

/// <summary>Compares the facts of a record before and after: objects member by member, everything else (lists too) as a whole.</summary>
internal static class FactsDiff
{
    public static IReadOnlyList<FieldChange> Between(JsonObject? before, JsonObject? after)
    {
        var changes = new List<FieldChange>();
        Compare("", before ?? [], after ?? [], changes);
        return changes;
    }

    /// <summary>The names of what differs, for an audit row: <c>{changed: […]}</c>.</summary>
    public static JsonObject FieldsJson(JsonObject? before, JsonObject? after) =>
        new() { ["changed"] = new JsonArray([.. Between(before, after).Select(change => JsonValue.Create(change.Field))]) };

    private static void Compare(string path, JsonObject before, JsonObject after, List<FieldChange> changes)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key), StringComparer.Ordinal))
        {
            var (old, now, field) = (before[name], after[name], path.Length == 0 ? name : $"{path}.{name}");
            if (old is JsonObject oldObject && now is JsonObject nowObject)
            {
                Compare(field, oldObject, nowObject, changes);
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                changes.Add(new FieldChange(field, Element(old), Element(now)));
            }
        }
    }

    private static JsonElement? Element(JsonNode? node) => node?.GetValueKind() is null or JsonValueKind.Null ? null : JsonElement.Parse(node.ToJsonString());
}
