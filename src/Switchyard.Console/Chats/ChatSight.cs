using Switchyard.Admin.Client.Agents;
using Switchyard.Admin.Client.Chats;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Console.Chats;

/// <summary>A chat, what was said in it, and what it is bound to.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Messages">What was said, in order; of a very long chat the begin.</param>
/// <param name="IsWhole">Whether that is all.</param>
/// <param name="Workspace">Its workspace; null: it has none, or the workspace is gone.</param>
/// <param name="Agent">The agent it is bound to; null: none yet.</param>
public sealed record ChatSight(Chat Chat, IReadOnlyList<ChatMessage> Messages, bool IsWhole, Workspace? Workspace, Agent? Agent)
{
    /// <summary>Whether a turn runs.</summary>
    public bool IsRunning => Chat.Turn?.State == "running";
}
