namespace Switchyard.Storage.Limits;

/// <summary>Requests per minute that a node wants to let in without asking.</summary>
/// <param name="PerMinute">The limit.</param>
/// <param name="Used">What it has let in since the last answer, in ticks of the bucket.</param>
/// <param name="Keep">What it holds and has not used, in ticks of the bucket; it is never taken away.</param>
/// <param name="Need">Requests that wait.</param>
/// <param name="Spare">Requests that it expects.</param>
public sealed record RateAsk(int PerMinute, long Used, long Keep, long Need, long Spare);
