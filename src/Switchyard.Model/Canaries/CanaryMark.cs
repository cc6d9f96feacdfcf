namespace Switchyard.Model.Canaries;

/// <summary>Which part a configuration has in a canary. Every configuration that is composed while one is on trial has it, so that what its requests met can be compared.</summary>
/// <param name="Revision">The revision that began the canary.</param>
/// <param name="IsChosen">Whether the node is one of those that try it.</param>
/// <param name="Runs">Whether the configuration has what is tried in it. A chosen node that can not use it goes on without.</param>
public sealed record CanaryMark(long Revision, bool IsChosen, bool Runs);
