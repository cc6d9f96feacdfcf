namespace Switchyard.Storage.Limits;

/// <summary>Requests at the same time that a node wants to have room for.</summary>
/// <param name="Most">The limit.</param>
/// <param name="Keep">What it holds, in use or not; it is never taken away.</param>
/// <param name="Need">Requests that wait.</param>
/// <param name="Spare">Room that it wants in advance.</param>
public sealed record SlotAsk(int Most, long Keep, long Need, long Spare);
