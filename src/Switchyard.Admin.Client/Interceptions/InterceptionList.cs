using Switchyard.Admin.Client.Usage;

namespace Switchyard.Admin.Client.Interceptions;

/// <summary>A part of the interceptions, newest first.</summary>
/// <param name="Items">The part.</param>
/// <param name="Next">Where the next part begins, or null.</param>
/// <param name="Totals">Sums over all that fit, not over this part.</param>
public sealed record InterceptionList(IReadOnlyList<Interception> Items, string? Next, UsageSums Totals);
