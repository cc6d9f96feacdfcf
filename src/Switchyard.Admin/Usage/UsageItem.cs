using Switchyard.Admin.Interceptions;

namespace Switchyard.Admin.Usage;

/// <summary>A group of usage.</summary>
/// <param name="Keys">Value of each dimension; an id, a name or a day. Null: the interceptions have none.</param>
/// <param name="Names">Names of those values that are ids of users.</param>
/// <param name="Totals">Sums over the group.</param>
internal sealed record UsageItem(IReadOnlyDictionary<string, string?> Keys, IReadOnlyDictionary<string, string> Names, TotalsView Totals);
