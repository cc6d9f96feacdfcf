namespace Switchyard.Faults.Ledger;

/// <summary>A chat as it is kept after the run.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Messages">What was said in it, in order.</param>
internal sealed record ChatKept(TimeSpan At, string Actor, Guid Chat, IReadOnlyList<KeptMessage> Messages) : LedgerEntry(At, Actor);
