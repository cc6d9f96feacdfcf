using Switchyard.Admin.Client.Usage;

namespace Switchyard.Admin.Client.Sessions;

/// <summary>A part of the sessions, the latest first.</summary>
/// <param name="Items">The part.</param>
/// <param name="Next">Where the next part begins, or null.</param>
/// <param name="Sessions">How many fit.</param>
/// <param name="Totals">Sums over all that fit.</param>
public sealed record SessionList(IReadOnlyList<Session> Items, string? Next, long Sessions, UsageSums Totals);
