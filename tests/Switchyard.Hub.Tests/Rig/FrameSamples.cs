using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>Frames of every kind with every member set, and with none that may be absent.</summary>
internal static class FrameSamples
{
    private static readonly Guid Id = new("01900000-0000-7000-8000-0000000000f1");

    private static readonly FrameObject[] Objects =
    [
        new("provider", "01900000-0000-7000-8000-0000000000aa", """{"name":"ä 🚂 \u2028","n":[1,2.50,null]}"""u8.ToArray(), "c2VhbGVk"),
        new("route", "fast", "{ }"u8.ToArray(), null),
        new("user", "gone", null, null),
    ];

    public static IReadOnlyList<Frame> All { get; } =
    [
        new HelloFrame { GatewayId = "edge-1", InstanceId = "i1", BootId = "b1", Epoch = Id, LastSeq = 7, StateHash = "ab", PublicKey = "cd", Product = "0.1.0" },
        new HelloFrame { InstanceId = "i1", BootId = "b1" },
        new WelcomeFrame
        {
            Mode = "snapshot", Reason = "history_lost", Head = 12, Epoch = Id, Heartbeat = TimeSpan.FromSeconds(10), Window = 256, GatewayId = Id, Gateway = "edge-1", ConnectionId = Id, Node = "node-1", PublicKey = "ef",
        },
        new WelcomeFrame { Mode = "resume", Head = 0, Epoch = Id, Heartbeat = TimeSpan.FromMilliseconds(1500), Window = 1, GatewayId = Id, Gateway = "e", ConnectionId = Id, Node = "n" },
        new SnapshotFrame { Seq = 12, Revision = 13, Part = 0, Final = false, Objects = Objects },
        new SnapshotFrame { Seq = 12, Revision = 13, Part = 1, Final = true, StateHash = "ab" },
        new EventFrame
        {
            Seq = 13, Revision = 14, EventId = Id, Event = "ai_providers_changed", Action = "update", EntityId = "x", OriginatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), UpTo = 14,
            Objects = Objects, StateHash = "cd",
        },
        new BookmarkFrame { Seq = 14, Revision = 14, Objects = Objects, StateHash = "ef" },
        new BookmarkFrame { Seq = 14, Revision = 14 },
        new AckFrame(14, "ab"),
        new AckFrame(0, null),
        new NackFrame(15, "providers: \"no\" ä", 14),
        new ResyncFrame("gap"),
        new ReportFrame("""{"keys":[]}"""u8.ToArray()),
        new GoAwayFrame(GoAwayReasons.Age, TimeSpan.FromMilliseconds(2500)),
        new PingFrame(),
        new PongFrame(),
    ];
}
