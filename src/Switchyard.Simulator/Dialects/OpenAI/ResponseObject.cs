using System.Text.Json;
using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary>The <c>response</c> object and its output items.</summary>
internal static class ResponseObject
{
    /// <summary>Writes the members of a response; output and usage are there unless it is still in progress.</summary>
    public static void Write(Utf8JsonWriter json, Turn turn, string status)
    {
        var running = status == "in_progress";
        json.WriteString("id", turn.Id("resp_"));
        json.WriteString("object", "response");
        json.WriteNumber("created_at", Turn.Created);
        json.WriteString("status", status);
        json.WriteBoolean("background", false);
        WriteReasons(json, status);
        json.WriteNull("instructions");
        json.WriteNull("max_output_tokens");
        json.WriteString("model", turn.Model);
        json.Array("output", items =>
        {
            if (!running && status != "failed")
            {
                WriteOutput(items, turn, status);
            }
        });
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteNull("previous_response_id");
        json.Object("reasoning", reasoning =>
        {
            reasoning.WriteNull("effort");
            reasoning.WriteNull("summary");
        });
        json.WriteString("service_tier", "default");
        json.WriteBoolean("store", true);
        json.WriteNumber("temperature", 1.0);
        json.Object("text", text => text.Object("format", format => format.WriteString("type", "text")));
        json.WriteString("tool_choice", "auto");
        json.Array("tools");
        json.WriteNumber("top_p", 1.0);
        json.WriteString("truncation", "disabled");
        if (running || !turn.Behavior.ReportsUsage)
        {
            json.WriteNull("usage");
        }
        else
        {
            json.Object("usage", usage => WriteUsage(usage, turn));
        }

        json.WriteNull("user");
        json.Object("metadata", _ => { });
    }

    public static void Message(Utf8JsonWriter json, Turn turn, string status, bool withText)
    {
        json.WriteString("type", "message");
        json.WriteString("id", turn.Id("msg_"));
        json.WriteString("status", status);
        json.WriteString("role", "assistant");
        json.Array("content", parts =>
        {
            if (withText)
            {
                parts.Item(part => TextPart(part, turn.Text()));
            }
        });
    }

    public static void TextPart(Utf8JsonWriter part, string text)
    {
        part.WriteString("type", "output_text");
        part.Array("annotations");
        part.Array("logprobs");
        part.WriteString("text", text);
    }

    public static void FunctionCall(Utf8JsonWriter json, ToolCall call, string status, string arguments)
    {
        json.WriteString("type", "function_call");
        json.WriteString("id", "fc_" + call.Id);
        json.WriteString("status", status);
        json.WriteString("arguments", arguments);
        json.WriteString("call_id", call.IdWith("call_"));
        json.WriteString("name", call.Name);
    }

    public static void Reasoning(Utf8JsonWriter json, Turn turn)
    {
        json.WriteString("type", "reasoning");
        json.WriteString("id", turn.Id("rs_"));
        json.Array("summary");
    }

    private static void WriteReasons(Utf8JsonWriter json, string status)
    {
        if (status == "failed")
        {
            json.Object("error", error =>
            {
                error.WriteString("code", "server_error");
                error.WriteString("message", "The model failed.");
            });
        }
        else
        {
            json.WriteNull("error");
        }

        if (status == "incomplete")
        {
            json.Object("incomplete_details", details => details.WriteString("reason", "max_output_tokens"));
        }
        else
        {
            json.WriteNull("incomplete_details");
        }
    }

    private static void WriteOutput(Utf8JsonWriter items, Turn turn, string status)
    {
        if (turn.Behavior.Reasoning > 0)
        {
            items.Item(item => Reasoning(item, turn));
        }

        if (turn.Speaks)
        {
            items.Item(item => Message(item, turn, status, withText: true));
        }

        foreach (var call in turn.ToolCalls)
        {
            items.Item(item => FunctionCall(item, call, "completed", call.Arguments));
        }
    }

    private static void WriteUsage(Utf8JsonWriter usage, Turn turn)
    {
        usage.WriteNumber("input_tokens", turn.InputTokens);
        usage.Object("input_tokens_details", details => details.WriteNumber("cached_tokens", turn.Behavior.Details.Cached));
        usage.WriteNumber("output_tokens", turn.OutputTokens);
        usage.Object("output_tokens_details", details => details.WriteNumber("reasoning_tokens", turn.Behavior.Reasoning));
        usage.WriteNumber("total_tokens", turn.InputTokens + turn.OutputTokens);
    }
}
