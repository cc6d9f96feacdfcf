using Switchyard.Storage.Chats;

namespace Switchyard.Hub.Chats;

/// <summary>A turn that was begun, or why it was not.</summary>
/// <param name="Refusal">Why it was not.</param>
/// <param name="Chat">The chat as it is with the turn running; null without one.</param>
/// <param name="Fence">What every later write of the turn has to show; null without one.</param>
/// <param name="Message">The message that began it; null without one.</param>
/// <param name="Version">The version of the stream of chats that tells of it; 0 without one.</param>
public sealed record BegunTurn(ChatRefusal Refusal, ChatRow? Chat, TurnFence? Fence, ChatMessage? Message, long Version = 0);
