namespace Switchyard.Hub.Delivery.Points;

/// <summary>Why an instance is sent the whole state, as it is said in <c>welcome</c> and counted.</summary>
internal static class SnapshotReasons
{
    /// <summary>It has nothing yet.</summary>
    public const string First = "first";

    /// <summary>What it has is of another epoch.</summary>
    public const string Epoch = "epoch";

    /// <summary>It claims to have an event that has not happened.</summary>
    public const string Future = "future";

    /// <summary>What it has is not what it should be.</summary>
    public const string Hash = "hash";

    /// <summary>Events that it has not got are gone.</summary>
    public const string HistoryLost = "history_lost";

    /// <summary>It is so far behind that the whole is less.</summary>
    public const string TooFar = "too_far";

    /// <summary>The gateway has other labels, and so perhaps quite another state.</summary>
    public const string Labels = "labels";

    /// <summary>Documents changed or an earlier revision was put back; which objects went with that, events do not say.</summary>
    public const string Documents = "documents";

    /// <summary>It asked for it.</summary>
    public const string Asked = "asked";

    /// <summary>It refused a change and it is not known what it has kept.</summary>
    public const string Refused = "refused";
}
