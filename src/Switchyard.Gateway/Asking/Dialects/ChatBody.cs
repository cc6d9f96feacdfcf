using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Writes requests of chat completions (OpenAI API reference, "Create chat completion").</summary>
internal static class ChatBody
{
    /// <summary>The body, streamed and with usage.</summary>
    public static byte[] Write(ModelRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteBoolean("stream"u8, true);
        writer.WriteStartObject("stream_options"u8);
        writer.WriteBoolean("include_usage"u8, true);
        writer.WriteEndObject();
        writer.WriteStartArray("messages"u8);
        if (request.System is { } system)
        {
            WriteText(writer, "system", system);
        }

        foreach (var message in request.Messages)
        {
            WriteMessage(writer, message);
        }

        writer.WriteEndArray();
        if (request.Tools.Tools.Count > 0)
        {
            writer.WriteStartArray("tools"u8);
            foreach (var definition in ToolDefinitions.Of(request.Tools, BridgeFormat.ChatCompletions, strict: false))
            {
                writer.WriteRawValue(definition, skipInputValidation: true);
            }

            writer.WriteEndArray();
            if (request.IsClosing)
            {
                writer.WriteString("tool_choice"u8, "none"u8);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ModelMessage message)
    {
        switch (message)
        {
            case UserMessage user:
                WriteText(writer, "user", user.Text);
                break;
            case AssistantMessage { Calls.Count: 0 } assistant:
                WriteText(writer, "assistant", assistant.Text);
                break;
            case AssistantMessage assistant:
                WriteCalls(writer, assistant);
                break;
            case ToolMessage tool:
                writer.WriteStartObject();
                writer.WriteString("role"u8, "tool"u8);
                writer.WriteString("tool_call_id"u8, tool.CallId);
                writer.WriteString("content"u8, tool.IsError ? "Error: " + tool.Text : tool.Text);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter writer, AssistantMessage assistant)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        if (assistant.Text.Length > 0)
        {
            writer.WriteString("content"u8, assistant.Text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in assistant.Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name);
            writer.WriteString("arguments"u8, call.Arguments.Length > 0 ? call.Arguments : "{}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
