using System.Text;
using System.Text.Json;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary>The events of one streamed message.</summary>
internal sealed class MessageEvents(Turn turn)
{
    public static string Signature(Turn turn) => Convert.ToBase64String(Encoding.UTF8.GetBytes("simulated " + turn.Id("")));

    public IEnumerable<ScriptedEvent> All()
    {
        yield return Event("message_start", json => json.Object("message", message =>
        {
            MessagesDialect.Envelope(message, turn);
            message.Array("content");
            message.WriteNull("stop_reason");
            message.WriteNull("stop_sequence");
            if (turn.Behavior.ReportsUsage)
            {
                message.Object("usage", usage => MessageUsage.Write(usage, turn, Math.Min(1, turn.OutputTokens)));
            }
        }));
        var index = 0;
        foreach (var block in Blocks())
        {
            yield return Block("content_block_start", index, json => json.Object("content_block", block.Start));
            if (index == 0)
            {
                yield return Event("ping", _ => { });
            }

            foreach (var delta in block.Deltas)
            {
                yield return Block("content_block_delta", index, json => json.Object("delta", delta));
            }

            yield return Block("content_block_stop", index, _ => { });
            index++;
        }

        yield return Event("message_delta", json =>
        {
            json.Object("delta", delta =>
            {
                delta.WriteString("stop_reason", MessagesDialect.StopReason(turn));
                delta.WriteNull("stop_sequence");
            });
            if (turn.Behavior.ReportsUsage)
            {
                json.Object("usage", usage => MessageUsage.WriteFinal(usage, turn));
            }
        });
        if (turn.Behavior.SendsTerminator)
        {
            yield return Event("message_stop", _ => { });
        }
    }

    private IEnumerable<(Action<Utf8JsonWriter> Start, IEnumerable<Action<Utf8JsonWriter>> Deltas)> Blocks()
    {
        if (turn.Behavior.Reasoning > 0)
        {
            yield return (Thinking, Enumerable.Range(0, turn.Behavior.Reasoning).Select(index => Delta("thinking_delta", "thinking", turn.ReasoningToken(index)))
                .Append(Delta("signature_delta", "signature", Signature(turn))));
        }

        if (turn.Speaks)
        {
            yield return (EmptyText, Enumerable.Range(0, turn.Tokens).Select(index => Delta("text_delta", "text", turn.Token(0, index))));
        }

        foreach (var call in turn.ToolCalls)
        {
            yield return (json => ToolUse(json, call), call.Fragments.Prepend("").Select(fragment => Delta("input_json_delta", "partial_json", fragment)));
        }
    }

    private static void EmptyText(Utf8JsonWriter json)
    {
        json.WriteString("type", "text");
        json.WriteString("text", "");
    }

    private static void Thinking(Utf8JsonWriter json)
    {
        json.WriteString("type", "thinking");
        json.WriteString("thinking", "");
        json.WriteString("signature", "");
    }

    private static void ToolUse(Utf8JsonWriter json, ToolCall call)
    {
        json.WriteString("type", "tool_use");
        json.WriteString("id", call.IdWith("toolu_"));
        json.WriteString("name", call.Name);
        json.Object("input", _ => { });
        json.Object("caller", caller => caller.WriteString("type", "direct"));
    }

    private static Action<Utf8JsonWriter> Delta(string type, string member, string value) => json =>
    {
        json.WriteString("type", type);
        json.WriteString(member, value);
    };

    private static ScriptedEvent Block(string type, int index, Action<Utf8JsonWriter> members) => Event(type, json =>
    {
        json.WriteNumber("index", index);
        members(json);
    });

    private static ScriptedEvent Event(string type, Action<Utf8JsonWriter> members) => ScriptedEvent.Of(type, json =>
    {
        json.WriteString("type", type);
        members(json);
    });
}
