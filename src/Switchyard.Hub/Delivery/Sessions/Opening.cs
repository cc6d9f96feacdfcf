using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Decides whether an instance can go on from what it has.</summary>
internal static class Opening
{
    /// <summary>Why the instance must be sent the whole state, as far as that can be told without its history; null when it can not.</summary>
    public static string? SnapshotReason(SessionStart start)
    {
        var (hello, known) = (start.Hello, start.Known);
        if (hello.Epoch is null)
        {
            return known?.SnapshotReason ?? SnapshotReasons.First;
        }

        if (hello.Epoch != start.Epoch)
        {
            return SnapshotReasons.Epoch;
        }

        if (hello.LastSeq > start.Head)
        {
            return SnapshotReasons.Future;
        }

        return known?.SnapshotReason ?? (Contradicts(start) ? SnapshotReasons.Hash : null);
    }

    /// <summary>Whether the instance has exactly <paramref name="part"/>, so that nothing needs to be looked through.</summary>
    public static bool Has(SessionStart start, GatewayState part) => start.Hello.StateHash == part.Hash;

    /// <summary>Whether the state that it says it has at the newest event can not be right: it is not the node's, nor what it said when it acknowledged that event.</summary>
    public static bool IsWrongAt(SessionStart start, long revision, GatewayState part) =>
        start.Hello.StateHash is { } hash && start.Hello.LastSeq == revision && hash != part.Hash && AcknowledgedHash(start) != hash;

    /// <summary>Whether the instance has applied more than it is known to have acknowledged.</summary>
    public static bool IsAhead(SessionStart start) =>
        start.Known is not { } known || known.Epoch != start.Epoch ? start.Hello.LastSeq > 0 : start.Hello.LastSeq > known.AckedSeq;

    private static bool Contradicts(SessionStart start) =>
        start.Hello.StateHash is { } hash && AcknowledgedHash(start) is { } acknowledged && acknowledged != hash;

    private static string? AcknowledgedHash(SessionStart start) =>
        start.Known is { } known && known.Epoch == start.Epoch && known.AckedSeq == start.Hello.LastSeq ? known.AckedHash : null;
}
