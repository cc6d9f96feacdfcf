using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary><c>POST /v1/messages</c>.</summary>
internal class MessagesDialect : AnthropicDialect
{
    public override bool NeedsModel => true;

    public override Refusal? Refuse(RequestFacts facts, IHeaderDictionary headers, IQueryCollection query) =>
        facts.MaxTokens == int.MaxValue ? new Refusal(400, "max_tokens: Field required") : null;

    public override byte[] Answer(Turn turn) => Json(json =>
    {
        Envelope(json, turn);
        json.Array("content", blocks =>
        {
            if (turn.Behavior.Reasoning > 0)
            {
                blocks.Item(block =>
                {
                    block.WriteString("type", "thinking");
                    block.WriteString("thinking", string.Concat(Enumerable.Range(0, turn.Behavior.Reasoning).Select(turn.ReasoningToken)));
                    block.WriteString("signature", MessageEvents.Signature(turn));
                });
            }

            if (turn.Speaks)
            {
                blocks.Item(block =>
                {
                    block.WriteString("type", "text");
                    block.WriteString("text", turn.Text());
                });
            }

            foreach (var call in turn.ToolCalls)
            {
                blocks.Item(block =>
                {
                    block.WriteString("type", "tool_use");
                    block.WriteString("id", call.IdWith("toolu_"));
                    block.WriteString("name", call.Name);
                    block.WritePropertyName("input");
                    block.WriteRawValue(call.Arguments);
                    block.Object("caller", caller => caller.WriteString("type", "direct"));
                });
            }
        });
        json.WriteString("stop_reason", StopReason(turn));
        json.WriteNull("stop_sequence");
        if (turn.Behavior.ReportsUsage)
        {
            json.Object("usage", usage => MessageUsage.Write(usage, turn, turn.OutputTokens));
        }
    });

    public override StreamScript? Script(Turn turn) => new([.. new MessageEvents(turn).All()]);

    internal static void Envelope(Utf8JsonWriter json, Turn turn)
    {
        json.WriteString("id", turn.Id("msg_"));
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", turn.Model);
    }

    internal static string StopReason(Turn turn) => turn switch
    {
        { HitsLimit: true } => "max_tokens",
        { ToolCalls.Count: > 0 } => "tool_use",
        _ => "end_turn",
    };
}
