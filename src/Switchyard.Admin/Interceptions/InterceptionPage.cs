namespace Switchyard.Admin.Interceptions;

/// <summary>A part of the list of interceptions, with the sums over the whole list; both of one instant.</summary>
internal sealed record InterceptionPage(IReadOnlyList<InterceptionView> Items, string? Next, TotalsView Totals);
