using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>Writes requests of Anthropic's Messages (API reference, "Create a message"). Results of tools are the user's there, and those of one answer are one message.</summary>
internal static class MessagesBody
{
    /// <summary>The body, streamed.</summary>
    public static byte[] Write(ModelRequest request)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("model"u8, request.Model);
        writer.WriteNumber("max_tokens"u8, request.MaxTokens);
        writer.WriteBoolean("stream"u8, true);
        if (request.System is { } system)
        {
            writer.WriteString("system"u8, system);
        }

        writer.WriteStartArray("messages"u8);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            WriteMessage(writer, request.Messages, i);
        }

        writer.WriteEndArray();
        if (request.Tools.Tools.Count > 0)
        {
            writer.WriteStartArray("tools"u8);
            foreach (var definition in ToolDefinitions.Of(request.Tools, BridgeFormat.Messages, strict: false))
            {
                writer.WriteRawValue(definition, skipInputValidation: true);
            }

            writer.WriteEndArray();
            if (request.IsClosing)
            {
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "none"u8);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, IReadOnlyList<ModelMessage> messages, int place)
    {
        switch (messages[place])
        {
            case UserMessage user:
                writer.WriteStartObject();
                writer.WriteString("role"u8, "user"u8);
                writer.WriteString("content"u8, user.Text);
                writer.WriteEndObject();
                break;
            case AssistantMessage assistant:
                WriteAssistant(writer, assistant);
                break;
            case ToolMessage tool:
                var isFirst = place == 0 || messages[place - 1] is not ToolMessage;
                var isLast = place == messages.Count - 1 || messages[place + 1] is not ToolMessage;
                WriteResult(writer, tool, isFirst, isLast);
                break;
        }
    }

    private static void WriteAssistant(Utf8JsonWriter writer, AssistantMessage assistant)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteStartArray("content"u8);
        if (assistant.Text.Length > 0 || assistant.Calls.Count == 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);

            // An empty text is refused there; an answer that never got one says at least so.
            writer.WriteString("text"u8, assistant.Text.Length > 0 ? assistant.Text : "(no answer)");
            writer.WriteEndObject();
        }

        foreach (var call in assistant.Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("name"u8, call.Name);
            writer.WritePropertyName("input"u8);
            WriteInput(writer, call.Arguments);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Models write arguments that are no JSON now and then; here they must be an object.
    private static void WriteInput(Utf8JsonWriter writer, string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments.Length > 0 ? arguments : "{}");
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                document.RootElement.WriteTo(writer);
                return;
            }
        }
        catch (JsonException)
        {
        }

        writer.WriteStartObject();
        writer.WriteString("unreadable"u8, arguments);
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, ToolMessage tool, bool isFirst, bool isLast)
    {
        if (isFirst)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "user"u8);
            writer.WriteStartArray("content"u8);
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, tool.CallId);
        writer.WriteString("content"u8, tool.Text);
        writer.WriteBoolean("is_error"u8, tool.IsError);
        writer.WriteEndObject();
        if (isLast)
        {
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
