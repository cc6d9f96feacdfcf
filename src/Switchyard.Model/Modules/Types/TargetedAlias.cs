namespace Switchyard.Model.Modules.Types;

/// <summary>An alias and the models behind it.</summary>
/// <param name="Alias">What clients send as model.</param>
/// <param name="Targets">At least one.</param>
public sealed record TargetedAlias(string Alias, IReadOnlyList<WeightedTarget> Targets);
