using Switchyard.Gateway.Asking.Messages;
using Switchyard.Model.Chats;
using Switchyard.Hub.Chats;

namespace Switchyard.Agents.Turns;

/// <summary>What was said in a chat as a model is told it: every call has its answer, also where a turn ended in the middle.</summary>
internal static class TurnHistory
{
    private const string Interrupted = "The call was interrupted; whether the tool ran is not known.";

    /// <summary>The messages in order. Calls whose answer is missing get one that says so.</summary>
    public static List<ModelMessage> Read(IReadOnlyList<ChatMessage> rows)
    {
        var messages = new List<ModelMessage>(rows.Count);
        var open = new List<string>();
        foreach (var row in rows)
        {
            var content = MessageContent.Of(row);
            if (row.Role == ChatRoles.Tool)
            {
                // A history is cut at its oldest end: an answer whose call is not in it is left out.
                if (content.CallId is { } call && open.Remove(call))
                {
                    messages.Add(new ToolMessage(call, content.Text, content.IsError));
                }

                continue;
            }

            Close(messages, open);
            if (row.Role == ChatRoles.User)
            {
                messages.Add(new UserMessage(content.Text));
                continue;
            }

            // Calls of a message that was not whole were not run and may not be readable.
            ModelToolCall[] calls = row.IsComplete ? [.. (content.Calls ?? []).Select(static call => new ModelToolCall(call.Id, call.Name, call.Arguments))] : [];
            if (content.Text.Length > 0 || calls.Length > 0)
            {
                messages.Add(new AssistantMessage(content.Text, calls));
                open.AddRange(calls.Select(static call => call.Id));
            }
        }

        Close(messages, open);
        return messages;
    }

    private static void Close(List<ModelMessage> messages, List<string> open)
    {
        messages.AddRange(open.Select(static call => new ToolMessage(call, Interrupted, IsError: true)));
        open.Clear();
    }
}
