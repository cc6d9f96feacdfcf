namespace Switchyard.Admin.Canaries;

/// <summary>By what a canary is judged.</summary>
/// <param name="ErrorRate">By how much the share of failed requests may be higher on the nodes that try it, 0 to 1.</param>
/// <param name="Latency">How many times as high the 95th percentile of the time to the first byte may be on them, 1 to 100. It is measured to a fifth.</param>
/// <param name="MinRequests">Requests that they must have served before anything is compared.</param>
internal sealed record CanaryThresholds(decimal? ErrorRate = null, decimal? Latency = null, long? MinRequests = null);
