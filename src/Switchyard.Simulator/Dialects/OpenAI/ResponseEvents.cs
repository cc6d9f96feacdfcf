using System.Text.Json;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary>The events of one streamed response, numbered in order.</summary>
internal sealed class ResponseEvents(Turn turn)
{
    private int _sequence;

    public IEnumerable<ScriptedEvent> All()
    {
        yield return Event("response.created", json => json.Object("response", response => ResponseObject.Write(response, turn, "in_progress")));
        yield return Event("response.in_progress", json => json.Object("response", response => ResponseObject.Write(response, turn, "in_progress")));
        var index = 0;
        if (turn.Behavior.Reasoning > 0)
        {
            yield return Item("response.output_item.added", index, item => ResponseObject.Reasoning(item, turn));
            yield return Item("response.output_item.done", index, item => ResponseObject.Reasoning(item, turn));
            index++;
        }

        if (turn.Speaks)
        {
            foreach (var item in Message(index))
            {
                yield return item;
            }
            index++;
        }

        foreach (var call in turn.ToolCalls)
        {
            foreach (var item in FunctionCall(call, index))
            {
                yield return item;
            }

            index++;
        }

        if (turn.Behavior.SendsTerminator)
        {
            var status = turn.HitsLimit ? "incomplete" : "completed";
            yield return Event("response." + status, json => json.Object("response", response => ResponseObject.Write(response, turn, status)));
        }
    }

    private IEnumerable<ScriptedEvent> Message(int index)
    {
        var id = turn.Id("msg_");
        yield return Item("response.output_item.added", index, item => ResponseObject.Message(item, turn, "in_progress", withText: false));
        yield return Part("response.content_part.added", id, index, json => json.Object("part", part => ResponseObject.TextPart(part, "")));
        for (var position = 0; position < turn.Tokens; position++)
        {
            var token = turn.Token(0, position);
            yield return Part("response.output_text.delta", id, index, json =>
            {
                json.WriteString("delta", token);
                json.Array("logprobs");
            });
        }

        yield return Part("response.output_text.done", id, index, json =>
        {
            json.WriteString("text", turn.Text());
            json.Array("logprobs");
        });
        yield return Part("response.content_part.done", id, index, json => json.Object("part", part => ResponseObject.TextPart(part, turn.Text())));
        var status = turn.HitsLimit ? "incomplete" : "completed";
        yield return Item("response.output_item.done", index, item => ResponseObject.Message(item, turn, status, withText: true));
    }

    private IEnumerable<ScriptedEvent> FunctionCall(ToolCall call, int index)
    {
        yield return Item("response.output_item.added", index, item => ResponseObject.FunctionCall(item, call, "in_progress", arguments: ""));
        foreach (var fragment in call.Fragments)
        {
            yield return Arguments("response.function_call_arguments.delta", "delta", fragment);
        }

        yield return Arguments("response.function_call_arguments.done", "arguments", call.Arguments);
        yield return Item("response.output_item.done", index, item => ResponseObject.FunctionCall(item, call, "completed", call.Arguments));

        ScriptedEvent Arguments(string type, string member, string value) => Event(type, json =>
        {
            json.WriteString("item_id", "fc_" + call.Id);
            json.WriteNumber("output_index", index);
            json.WriteString(member, value);
        });
    }

    private ScriptedEvent Item(string type, int index, Action<Utf8JsonWriter> item) => Event(type, json =>
    {
        json.WriteNumber("output_index", index);
        json.Object("item", item);
    });

    private ScriptedEvent Part(string type, string id, int index, Action<Utf8JsonWriter> members) => Event(type, json =>
    {
        json.WriteString("item_id", id);
        json.WriteNumber("output_index", index);
        json.WriteNumber("content_index", 0);
        members(json);
    });

    private ScriptedEvent Event(string type, Action<Utf8JsonWriter> members) => ScriptedEvent.Of(type, json =>
    {
        json.WriteString("type", type);
        json.WriteNumber("sequence_number", _sequence++);
        members(json);
    });
}
