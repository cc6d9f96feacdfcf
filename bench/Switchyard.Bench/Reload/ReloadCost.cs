namespace Switchyard.Bench.Reload;

/// <summary>What a change costs a node.</summary>
/// <param name="AskedMs">From each change's request until it is in force, in milliseconds.</param>
/// <param name="ApplyMs">The node's own time from waking up to a configuration in force, on average, in milliseconds.</param>
/// <param name="AllocatedMiB">Memory allocated for a change, on average.</param>
/// <param name="ProcessorMs">Processor time for a change, on average, in milliseconds.</param>
internal sealed record ReloadCost(IReadOnlyList<double> AskedMs, double ApplyMs, double AllocatedMiB, double ProcessorMs);
