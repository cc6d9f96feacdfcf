namespace Switchyard.Admin.Client.Interceptions;

/// <summary>One upstream answer of an interception that had tools of a workspace.</summary>
/// <param name="Position">Its place, from 0.</param>
/// <param name="Provider">Who answered.</param>
/// <param name="Model">Which model.</param>
/// <param name="DurationMs">From its begin to its end in milliseconds, tools not included.</param>
/// <param name="InputTokens">Input tokens neither read from nor written to a cache.</param>
/// <param name="OutputTokens">Output tokens.</param>
/// <param name="CacheReadTokens">Input tokens read from a cache.</param>
/// <param name="Cost">Cost in US dollars; null when the model had no price.</param>
public sealed record InterceptionTurn(int Position, string Provider, string Model, double DurationMs, long InputTokens, long OutputTokens, long CacheReadTokens, decimal? Cost);
