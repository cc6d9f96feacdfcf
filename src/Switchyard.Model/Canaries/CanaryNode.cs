namespace Switchyard.Model.Canaries;

/// <summary>A node as the others hear of it while a canary is on trial.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLost">Whether it has not been heard of for too long.</param>
/// <param name="Mark">Its part in the canary, or null while it runs no configuration of it.</param>
/// <param name="Fault">Why it can not go on with what it is to try, or null.</param>
/// <param name="Traffic">What its requests met.</param>
public sealed record CanaryNode(string Name, bool IsLost, CanaryMark? Mark, string? Fault, CanaryTraffic Traffic);
