using Switchyard.Admin.Interceptions;

namespace Switchyard.Admin.Sessions;

/// <summary>A part of the list of sessions, with the number of all sessions that fit and the sums over them; all of one instant.</summary>
internal sealed record SessionPage(IReadOnlyList<SessionView> Items, string? Next, long Sessions, TotalsView Totals);
