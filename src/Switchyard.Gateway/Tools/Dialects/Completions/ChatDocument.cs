using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Completions;

/// <summary>What matters of a blocking chat completion.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Usage">Its usage; empty for none.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="Message">The message as a part of the conversation: as the model wrote it, but for ids that were replaced.</param>
/// <param name="Calls">Calls of injected tools.</param>
/// <param name="ClientCalls">Ids of the client's calls.</param>
internal sealed record ChatDocument(
    string? Id, byte[] Usage, string? FinishReason, byte[] Message, IReadOnlyList<ModelCall> Calls, IReadOnlyList<string> ClientCalls)
{
    /// <summary>Reads it; null when it is none with exactly one choice.</summary>
    public static ChatDocument? Read(ReadOnlySpan<byte> json, ToolNames names)
    {
        try
        {
            var root = JsonMember.Of(json);
            if (root.ValueOf("choices") is not { } list || JsonMember.Elements(json, list) is not [var only])
            {
                return null;
            }

            var choice = JsonMember.Of(json, only);
            if (choice.ValueOf("message") is not { } place || json[place.Start.Value] != (byte)'{')
            {
                return null;
            }

            var (calls, clients, patch) = (new List<ModelCall>(), new List<string>(), new JsonPatch());
            var message = json[place];
            ReadCalls(message, names, calls, clients, patch);
            return new ChatDocument(
                root.TextOf(json, "id"),
                root.ValueOf("usage") is { } usage && json[usage.Start.Value] == (byte)'{' ? json[usage].ToArray() : [],
                choice.TextOf(json, "finish_reason"),
                patch.Apply(message),
                calls,
                clients);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the element at <paramref name="call"/> of a list of calls is of an injected tool.</summary>
    public static bool IsInjected(ReadOnlySpan<byte> json, Range call, ToolNames names, out string name)
    {
        var members = JsonMember.Of(json, call);
        name = members.ValueOf("function") is { } function ? JsonMember.Of(json, function).TextOf(json, "name") ?? "" : "";
        return names.IsInjected(name);
    }

    private static void ReadCalls(ReadOnlySpan<byte> message, ToolNames names, List<ModelCall> calls, List<string> clients, JsonPatch patch)
    {
        if (JsonMember.Of(message).ValueOf("tool_calls") is not { } list)
        {
            return;
        }

        var ids = new CallIds();
        foreach (var call in JsonMember.Elements(message, list))
        {
            var members = JsonMember.Of(message, call);
            var id = members.TextOf(message, "id") ?? "";
            if (!IsInjected(message, call, names, out var name))
            {
                ids.Take(id, out _);
                clients.Add(id);
                continue;
            }

            var own = ids.Take(id, out var isRepeated);
            if (own != id && members.ValueOf("id") is { } place)
            {
                patch.Replace(place, JsonText.ToToken(own));
            }
            else if (own != id)
            {
                patch.Add(call, members, [.. "\"id\":"u8, .. JsonText.ToToken(own)]);
            }

            var arguments = JsonMember.Of(message, members.ValueOf("function")!.Value).TextOf(message, "arguments") ?? "";
            calls.Add(new ModelCall(own, name, System.Text.Encoding.UTF8.GetBytes(arguments), clients.Count, isRepeated));
        }
    }
}
