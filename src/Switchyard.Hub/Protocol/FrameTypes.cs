namespace Switchyard.Hub.Protocol;

/// <summary>The names of frames in <c>type</c>.</summary>
public static class FrameTypes
{
    /// <summary>All names, in the order in which a connection meets them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["hello", "welcome", "snapshot", "event", "bookmark", "ack", "nack", "resync", "report", "goaway", "ping", "pong"];

    /// <summary>The name of <paramref name="frame"/>.</summary>
    public static string NameOf(Frame frame) => frame switch
    {
        HelloFrame => "hello",
        WelcomeFrame => "welcome",
        SnapshotFrame => "snapshot",
        EventFrame => "event",
        BookmarkFrame => "bookmark",
        AckFrame => "ack",
        NackFrame => "nack",
        ResyncFrame => "resync",
        ReportFrame => "report",
        GoAwayFrame => "goaway",
        PingFrame => "ping",
        PongFrame => "pong",
        UnknownFrame unknown => unknown.Type,
        _ => throw new ArgumentOutOfRangeException(nameof(frame), frame, "Unknown frame."),
    };
}
