namespace Switchyard.Storage.Limits;

/// <summary>Requests per minute that a node wants to let in within the next <see cref="RateLedger.Validity"/>.</summary>
/// <param name="PerMinute">The limit.</param>
/// <param name="Refund">What it took before and did not use, in ticks of the bucket.</param>
/// <param name="Need">Requests that wait.</param>
/// <param name="Spare">Requests that it expects.</param>
public sealed record RateAsk(int PerMinute, long Refund, long Need, long Spare);
