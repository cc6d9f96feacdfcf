namespace Switchyard.Faults.Ledger;

/// <summary>What came of something that was said in a chat.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Said">What was said.</param>
/// <param name="Node">The node that was asked.</param>
/// <param name="AskedAt">When it was sent.</param>
/// <param name="Outcome">What was told.</param>
internal sealed record TurnEnded(TimeSpan At, string Actor, Guid Chat, string Said, string Node, TimeSpan AskedAt, TurnOutcome Outcome) : LedgerEntry(At, Actor)
{
    /// <summary>Its number in the chat; null when it is not known to have begun.</summary>
    public long? Turn { get; init; }

    /// <summary>What was told of it, event by event.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether all of its events came, to the last; who comes back late may get the last one alone.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Before which event others are missing, or empty.</summary>
    public string Missing { get; init; } = "";

    /// <summary>An event that came again, or after a later one, or empty.</summary>
    public string Repeated { get; init; } = "";

    /// <summary>How many connections it took to follow it.</summary>
    public int Connections { get; init; }

    /// <summary>Status or code of what went wrong, for people.</summary>
    public string Detail { get; init; } = "";
}
