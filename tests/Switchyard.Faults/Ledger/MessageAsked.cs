namespace Switchyard.Faults.Ledger;

/// <summary>Somebody is about to say something in a chat, which nobody else does.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Said">What; nothing else that is said in the run is the same.</param>
/// <param name="Node">The node that is asked, and works on the turn if it begins.</param>
internal sealed record MessageAsked(TimeSpan At, string Actor, Guid Chat, string Said, string Node) : LedgerEntry(At, Actor);
