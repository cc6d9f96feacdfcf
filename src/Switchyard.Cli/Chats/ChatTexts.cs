using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.Chats;

namespace Switchyard.Cli.Chats;

/// <summary>How messages look to people.</summary>
internal static class ChatTexts
{
    /// <summary>A message with who speaks, its calls of tools, and what is wrong with it.</summary>
    public static string Of(ChatMessage message)
    {
        var text = new StringBuilder(message.Role);
        if (message.IsError is true)
        {
            text.Append(" (error)");
        }

        if (message.State == "partial")
        {
            text.Append(" (not whole)");
        }

        text.Append(": ").Append(Of(message.Content));
        foreach (var call in message.ToolCalls ?? [])
        {
            text.AppendLine().Append($"  calls {call.Name} {Of(call.Arguments)}");
        }

        return text.ToString();
    }

    /// <summary>A text as it is, anything else as JSON.</summary>
    public static string Of(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        _ => content.GetRawText(),
    };
}
