using System.Buffers;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>Makes the bodies of all turns out of the client's: definitions and what was said since are spliced in, everything else is the client's bytes.</summary>
/// <param name="plan">What the request is given.</param>
internal sealed class BodyComposer(ToolPlan plan)
{
    private readonly ToolRequest _request = plan.Request;

    /// <summary>
    /// Whether the upstream keeps the conversation itself: of what was said only the newest results are handed in, for the rest is there already.
    /// </summary>
    public bool IsKeptUpstream { get; } = plan.Request.Format == BridgeFormat.Responses
        && plan.Request.Members.ValueOf("conversation") is { } conversation && !JsonFind.IsNull(plan.Request.Body.Span, conversation);

    /// <summary>The body of a turn.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="said">What was said since the client's request: elements of an array, separated by commas.</param>
    public byte[] Compose(TurnKind kind, ReadOnlySpan<byte> said)
    {
        var body = _request.Body.Span;
        var patch = new JsonPatch();
        AddTools(patch, body);
        AddTurns(patch, body, said);
        Choose(patch, body, kind);
        return patch.Apply(body);
    }

    private void AddTools(JsonPatch patch, ReadOnlySpan<byte> body)
    {
        if (plan.Definitions.Count == 0)
        {
            return;
        }

        var text = new ArrayBufferWriter<byte>(plan.Definitions.Sum(static definition => definition.Length + 1));
        foreach (var definition in plan.Definitions)
        {
            text.Write(text.WrittenCount == 0 ? default : ","u8);
            text.Write(definition);
        }

        if (_request.Members.ValueOf("tools") is not { } tools)
        {
            Add(patch, body, [.. "\"tools\":["u8, .. text.WrittenSpan, .. "]"u8]);
        }
        else if (_request.Tools.Count == 0)
        {
            patch.Replace(tools, (byte[])[.. "["u8, .. text.WrittenSpan, .. "]"u8]);
        }
        else if (_request.Format == BridgeFormat.Messages)
        {
            // In front: the client's last tool stays the last, and with it where its cache ends.
            var first = _request.Tools[0].Start.Value;
            patch.Replace(first..first, (byte[])[.. text.WrittenSpan, (byte)',']);
        }
        else
        {
            var last = _request.Tools[^1].End.Value;
            patch.Replace(last..last, (byte[])[(byte)',', .. text.WrittenSpan]);
        }
    }

    private void AddTurns(JsonPatch patch, ReadOnlySpan<byte> body, ReadOnlySpan<byte> said)
    {
        if (said.IsEmpty)
        {
            return;
        }

        if (_request.Members.ValueOf(_request.Turns) is not { } turns)
        {
            Add(patch, body, [.. System.Text.Encoding.UTF8.GetBytes($"\"{_request.Turns}\":["), .. said, (byte)']']);
            return;
        }

        var elements = JsonMember.Elements(body, turns);
        if (IsKeptUpstream || (elements.Count == 0 && body[turns.Start.Value] != (byte)'"'))
        {
            patch.Replace(turns, (byte[])[(byte)'[', .. said, (byte)']']);
        }
        else if (elements.Count == 0)
        {
            // Responses: a prompt that is one text.
            patch.Replace(turns, (byte[])[.. "[{\"role\":\"user\",\"content\":"u8, .. body[turns], .. "},"u8, .. said, (byte)']']);
        }
        else
        {
            var last = elements[^1].End.Value;
            patch.Replace(last..last, (byte[])[(byte)',', .. said]);
        }
    }

    // A choice that makes the model call is the client's wish for its own request; repeated in every turn, the model could never end.
    private void Choose(JsonPatch patch, ReadOnlySpan<byte> body, TurnKind kind)
    {
        var isMessages = _request.Format == BridgeFormat.Messages;
        var choice = _request.Members.ValueOf("tool_choice");
        var word = kind == TurnKind.Closing ? "none" : kind == TurnKind.Next && _request.ForcesTools ? "auto" : null;
        var alone = plan.Settings.OneCallPerTurn;
        if (alone && !isMessages)
        {
            SetMember(patch, body, "parallel_tool_calls", "false");
        }

        if (word is null && !(alone && isMessages))
        {
            return;
        }

        if (!isMessages)
        {
            SetMember(patch, body, "tool_choice", $"\"{word}\"");
            return;
        }

        SetMember(patch, body, "tool_choice", MessagesChoice(body, choice, word, alone));
    }

    private static string MessagesChoice(ReadOnlySpan<byte> body, Range? choice, string? word, bool alone)
    {
        var members = choice is { } given ? JsonMember.Of(body, given) : [];
        if (word is null && members.Count > 0)
        {
            var kept = body[choice!.Value];
            var patch = new JsonPatch();
            var own = JsonMember.Of(kept);
            if (own.ValueOf("disable_parallel_tool_use") is { } flag)
            {
                patch.Replace(flag, "true"u8.ToArray());
            }
            else
            {
                patch.Add(..kept.Length, own, "\"disable_parallel_tool_use\":true"u8);
            }

            return System.Text.Encoding.UTF8.GetString(patch.Apply(kept));
        }

        // "none" knows no such flag.
        var isAlone = word != "none" && (alone || (members.ValueOf("disable_parallel_tool_use") is { } said && body[said].SequenceEqual("true"u8)));
        return isAlone ? $$"""{"type":"{{word ?? "auto"}}","disable_parallel_tool_use":true}""" : $$"""{"type":"{{word ?? "auto"}}"}""";
    }

    private void SetMember(JsonPatch patch, ReadOnlySpan<byte> body, string name, string value)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(value);
        if (_request.Members.ValueOf(name) is { } there)
        {
            patch.Replace(there, text);
        }
        else
        {
            Add(patch, body, [.. System.Text.Encoding.UTF8.GetBytes($"\"{name}\":"), .. text]);
        }
    }

    private void Add(JsonPatch patch, ReadOnlySpan<byte> body, ReadOnlySpan<byte> member) =>
        patch.Add(body.IndexOf((byte)'{')..body.Length, _request.Members, member);
}
