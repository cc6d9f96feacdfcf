using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Recording;

/// <summary>What one turn of an interception used: one upstream call that was answered.</summary>
/// <param name="Provider">Name of the provider that served it.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="ResponseId">The upstream's id of the answer, or null.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="Duration">From the turn's begin to its end, tools not included.</param>
internal sealed record TurnUsage(string Provider, string Model, string? ResponseId, UsageTally Usage, TimeSpan Duration);
