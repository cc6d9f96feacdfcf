using System.Text.Json;

namespace Switchyard.Simulator.Requests;

/// <summary>What strict upstreams demand of a conversation: ids of calls that are not empty and not there twice, and exactly one result for each call.</summary>
internal static class CallCheck
{
    /// <summary>What is wrong; null for nothing.</summary>
    public static string? Fault(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !(root.TryGetProperty("messages", out var turns) || root.TryGetProperty("input", out turns)) || turns.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string> calls = [], results = [];
        foreach (var turn in turns.EnumerateArray().Where(turn => turn.ValueKind == JsonValueKind.Object))
        {
            Take(turn, calls, results);
            foreach (var name in (string[])["tool_calls", "content"])
            {
                if (turn.TryGetProperty(name, out var parts) && parts.ValueKind == JsonValueKind.Array)
                {
                    foreach (var part in parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object))
                    {
                        Take(part, calls, results, isCall: name == "tool_calls");
                    }
                }
            }
        }

        return calls.Contains("") ? "A tool call has no id."
            : calls.Distinct().Count() < calls.Count ? "Two tool calls have the same id."
            : results.Distinct().Count() < results.Count ? "A tool call has two results."
            : calls.Except(results).FirstOrDefault() is { } open && !HasServerState(root) ? $"The tool call {open} has no result."
            : results.Except(calls).FirstOrDefault() is { } stray && !HasServerState(root) ? $"The result {stray} has no tool call."
            : null;
    }

    // The calls may be in what the server keeps.
    private static bool HasServerState(JsonElement root) =>
        (root.TryGetProperty("previous_response_id", out var id) && id.ValueKind == JsonValueKind.String) || (root.TryGetProperty("conversation", out var kept) && kept.ValueKind != JsonValueKind.Null);

    private static void Take(JsonElement item, List<string> calls, List<string> results, bool isCall = false)
    {
        var type = Text(item, "type");
        if (isCall || type == "tool_use")
        {
            calls.Add(Text(item, "id") ?? "");
        }
        else if (type is "function_call" or "custom_tool_call")
        {
            calls.Add(Text(item, "call_id") ?? "");
        }
        else if ((Text(item, "tool_call_id") ?? Text(item, "tool_use_id") ?? (type?.EndsWith("_output", StringComparison.Ordinal) == true ? Text(item, "call_id") : null)) is { } result)
        {
            results.Add(result);
        }
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
