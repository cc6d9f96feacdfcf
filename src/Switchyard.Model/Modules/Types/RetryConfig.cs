namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>retry</c>. What is null stays as the provider's settings have it.</summary>
/// <param name="Attempts">Most attempts of a request.</param>
/// <param name="Window">No attempt begins later than this after the first.</param>
/// <param name="Budget">Most extra attempts as a share of the node's requests.</param>
public sealed record RetryConfig(int? Attempts, TimeSpan? Window, decimal? Budget);
