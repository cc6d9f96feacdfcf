namespace Switchyard.Model.Modules.Types;

/// <summary>A model of a provider and its share of the requests.</summary>
/// <param name="Provider">Name of a provider.</param>
/// <param name="Model">The upstream's own model name.</param>
/// <param name="Weight">Share of the sum of all weights; 0 only if the others fail.</param>
public sealed record WeightedTarget(string Provider, string Model, int Weight);
