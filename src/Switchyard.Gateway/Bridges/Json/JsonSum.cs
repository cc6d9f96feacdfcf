using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Adds reports of usage of which not every member is known: numbers are summed, objects member by member, of everything else the newest counts.</summary>
internal static class JsonSum
{
    /// <summary>The sum of two values; <paramref name="newer"/> is changed. Null where both are.</summary>
    public static JsonNode? Of(JsonNode? older, JsonNode? newer)
    {
        if (older is System.Text.Json.Nodes.JsonObject before && newer is System.Text.Json.Nodes.JsonObject now)
        {
            foreach (var (name, value) in before)
            {
                var sum = Of(value, now[name]);
                now[name] = sum?.Parent is null ? sum : sum.DeepClone();
            }

            return now;
        }

        if (IsNumber(older) && IsNumber(newer))
        {
            return older!.AsValue().TryGetValue(out long one) && newer!.AsValue().TryGetValue(out long two) ? one + two : older.GetValue<double>() + newer!.GetValue<double>();
        }

        return newer ?? older?.DeepClone();
    }

    /// <summary>Reads a value; null where it is no valid JSON.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNumber(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;
}
