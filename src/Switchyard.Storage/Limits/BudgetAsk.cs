namespace Switchyard.Storage.Limits;

/// <summary>Cost that a node wants to have room for, in billionths of a US dollar.</summary>
/// <param name="Nanos">The budget of the month.</param>
/// <param name="Month">The month, as <c>spend</c> writes it.</param>
/// <param name="Scope">The kind of subject, as <c>spend</c> writes it.</param>
/// <param name="Keep">What it holds: reserved by requests that run, cost of ended ones that is not in <c>spend</c> yet, and what is free.</param>
/// <param name="Need">What requests that wait may cost.</param>
/// <param name="Spare">Room that it wants in advance.</param>
/// <param name="WarnAt">Shares at which to warn, in millionths, ascending.</param>
/// <param name="Refused">Whether a request was refused since the last time.</param>
public sealed record BudgetAsk(long Nanos, string Month, string Scope, long Keep, long Need, long Spare, IReadOnlyList<long> WarnAt, bool Refused);
