using Switchyard.Model.Limits;

namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>budget.cost</c>.</summary>
/// <param name="Scope">Whose cost is added up.</param>
/// <param name="Budget">US dollars a UTC calendar month; null is off.</param>
/// <param name="WarnAt">Shares of it at which an alert is published, sorted.</param>
public sealed record CostBudgetConfig(LimitScope Scope, decimal? Budget, IReadOnlyList<decimal> WarnAt);
