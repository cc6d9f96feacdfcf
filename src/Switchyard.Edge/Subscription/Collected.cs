using Switchyard.Edge.Serving;

namespace Switchyard.Edge.Subscription;

/// <summary>What came of a frame.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Next">The whole state, when it is complete.</param>
/// <param name="Reason">Why a snapshot is needed, when it is.</param>
internal sealed record Collected(CollectedKind Kind, ServingState? Next = null, string? Reason = null)
{
    public static readonly Collected Incomplete = new(CollectedKind.Incomplete);
    public static readonly Collected Repeated = new(CollectedKind.Repeated);

    public static Collected Complete(ServingState next) => new(CollectedKind.Complete, next);

    public static Collected Resync(string reason) => new(CollectedKind.Resync, Reason: reason);
}
