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
            return older!.AsValue().TryGetValue(out long one) && newer!.AsValue().TryGetValue(out long two) ? unchecked(one + two)
                : older.GetValue<double>() + newer!.GetValue<double>() is var sum && double.IsFinite(sum) ? sum
                : newer.DeepClone();
        }

        return newer ?? older?.DeepClone();
    }

    /// <summary>Reads a value; null where it is no valid JSON, or has texts or members that nobody can read.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            Touch(node);
            return node;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // Nodes are read when they are looked at, and tell only then what is wrong with them.
    private static void Touch(JsonNode? node)
    {
        switch (node)
        {
            case System.Text.Json.Nodes.JsonObject members:
                foreach (var (_, value) in members)
                {
                    Touch(value);
                }

                break;
            case JsonArray elements:
                foreach (var element in elements)
                {
                    Touch(element);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }

    private static bool IsNumber(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number;
}
