namespace Switchyard.Storage.Limits;

/// <summary>
/// What a node wants of one limit and subject, and all that it holds of it. What is null it neither wants nor holds: the three stand in one row, which the answer replaces as a whole.
/// </summary>
/// <param name="Limit">Name of the limit.</param>
/// <param name="Subject">Who is counted: id of the user, access key, provider or node.</param>
/// <param name="Rate">Requests per minute.</param>
/// <param name="Slots">Requests at the same time.</param>
/// <param name="Budget">Cost of a month.</param>
public sealed record LimitAsk(string Limit, Guid Subject, RateAsk? Rate, SlotAsk? Slots, BudgetAsk? Budget);
