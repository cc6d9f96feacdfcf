namespace Switchyard.Faults.Ledger;

/// <summary>A chat was begun.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Errand">What its agent is sent for in each turn, unlike those of all other chats; null for a chat without an agent.</param>
internal sealed record ChatBegan(TimeSpan At, string Actor, Guid Chat, string? Errand) : LedgerEntry(At, Actor);
