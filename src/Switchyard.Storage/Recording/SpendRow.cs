namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>spend</c>: what one user, access key, provider or node spent in one UTC calendar month.</summary>
/// <param name="Month">The month in which the requests began: <c>2026-11</c>.</param>
/// <param name="Scope"><c>node</c>, <c>provider</c>, <c>user</c> or <c>access_key</c>.</param>
/// <param name="ScopeId">Its id.</param>
/// <param name="CostNanos">Billionths of a US dollar.</param>
/// <param name="Requests">Ended interceptions.</param>
/// <param name="Unpriced">Those of them with tokens and without a price; they are not in the cost.</param>
public sealed record SpendRow(string Month, string Scope, Guid ScopeId, long CostNanos, long Requests, long Unpriced);
