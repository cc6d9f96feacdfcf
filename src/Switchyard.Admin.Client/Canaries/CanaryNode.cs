namespace Switchyard.Admin.Client.Canaries;

/// <summary>A node's part in a canary.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="State"><c>canary</c> (it runs it), <c>refused</c> (it was to and can not), <c>other</c>, <c>lagging</c> or <c>lost</c>.</param>
/// <param name="Fault">What is wrong with it there, or null.</param>
/// <param name="Requests">Requests of known clients that ended since it began.</param>
/// <param name="Failures">Those of them that failed.</param>
/// <param name="LatencyMilliseconds">95th percentile of the time to the first byte; null without requests.</param>
public sealed record CanaryNode(string Name, string State, string? Fault, long Requests, long Failures, double? LatencyMilliseconds);
