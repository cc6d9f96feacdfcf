using Switchyard.Bench.Load;

namespace Switchyard.Bench.Changes;

/// <summary>What became of a series of changes.</summary>
/// <param name="Made">Changes that were answered with a revision.</param>
/// <param name="PerSecond">How many a second that was.</param>
/// <param name="Failures">Changes that were refused, with the reason.</param>
/// <param name="Answered">From the request to its answer, in microseconds.</param>
/// <param name="InForce">From the request until the last node has it in force, in microseconds.</param>
internal sealed record ChangeResult(int Made, double PerSecond, IReadOnlyList<string> Failures, Percentiles Answered, Percentiles InForce);
