using Switchyard.Bench.Changes;
using Switchyard.Bench.Load;

namespace Switchyard.Bench.Storm;

/// <summary>One measured stretch of time, calm or under change. A load for each node.</summary>
/// <param name="Requests">What became of the requests.</param>
/// <param name="Streams">What became of the streams.</param>
/// <param name="Changes">What was changed; null while it was calm.</param>
/// <param name="ProcessorPercent">Share of a processor that a node used, on average.</param>
/// <param name="OthersPercent">Share of the first node's processor that others used.</param>
internal sealed record StormPart(IReadOnlyList<LoadResult> Requests, IReadOnlyList<LoadResult> Streams, ChangeResult? Changes, double ProcessorPercent, double OthersPercent)
{
    public int FailedRequests => Requests.Sum(static load => load.Failed);

    public int FailedStreams => Streams.Sum(static load => load.Failed);

    public double RequestsPerSecond => Requests.Sum(static load => load.RequestsPerSecond);

    // Of several nodes the slowest: percentiles of two distributions do not add up.
    public double P50 => Requests.Max(static load => load.Latency.P50);

    public double P99 => Requests.Max(static load => load.Latency.P99);

    public IEnumerable<string> Failures => Requests.Concat(Streams).SelectMany(static load => load.Failures).Concat(Changes?.Failures ?? []);
}
