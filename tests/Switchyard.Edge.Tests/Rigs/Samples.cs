using System.Text;
using Switchyard.Edge.Serving;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Model.Secrets;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>Small states and the frames that carry them.</summary>
internal static class Samples
{
    public static readonly Guid Epoch = new("0199d1c0-0000-7000-8000-000000000001");
    public static readonly Guid Gateway = new("0199d1c0-0000-7000-8000-000000000002");
    public static readonly EdgeIdentity Identity = new(new Guid("0199d1c0-0000-7000-8000-000000000003"), new Guid("0199d1c0-0000-7000-8000-000000000004"));

    public static StateObject Item(string id, int content = 0, string? secret = null) =>
        new("test", id, Encoding.UTF8.GetBytes($$"""{"content":{{content}}}"""))
        {
            Secrets = secret is null ? new Dictionary<string, Secret>() : new Dictionary<string, Secret> { ["key"] = new(secret) },
        };

    public static ServingState State(long seq, params StateObject[] items) => new(GatewayState.Of(Epoch, seq, items), seq);

    public static FrameObject Set(StateObject item) => new(item.Kind, item.Id, item.Value, null);

    public static FrameObject Remove(string id) => new("test", id, null, null);

    public static WelcomeFrame Welcome(string mode = "resume", long head = 0, Guid? epoch = null) => new()
    {
        Mode = mode,
        Head = head,
        Epoch = epoch ?? Epoch,
        Heartbeat = TimeSpan.FromSeconds(10),
        Window = 256,
        GatewayId = Gateway,
        Gateway = "berlin",
        ConnectionId = Gateway,
        Node = "node-0",
    };

    /// <summary>An event; it completes its change when <paramref name="then"/> is given, the state that it must lead to.</summary>
    public static EventFrame Event(long seq, long upTo, ServingState? then = null, params FrameObject[] objects) => new()
    {
        Seq = seq,
        UpTo = upTo,
        Revision = upTo,
        EventId = Guid.Empty,
        Event = "ai_providers_changed",
        Action = "update",
        EntityId = "x",
        OriginatedAt = DateTimeOffset.UnixEpoch,
        Objects = objects,
        StateHash = then?.State.Hash,
    };

    public static BookmarkFrame Bookmark(long seq, ServingState then, params FrameObject[] objects) =>
        new() { Seq = seq, Revision = seq, Objects = objects, StateHash = then.State.Hash };

    /// <summary>The parts of a snapshot, one object each.</summary>
    public static IReadOnlyList<SnapshotFrame> Snapshot(ServingState state)
    {
        var objects = state.State.Objects;
        var count = Math.Max(1, objects.Count);
        return
        [
            .. Enumerable.Range(0, count).Select(part => new SnapshotFrame
            {
                Seq = state.Seq,
                Revision = state.State.Revision,
                Part = part,
                Final = part == count - 1,
                Objects = part < objects.Count ? [Set(objects[part])] : [],
                StateHash = part == count - 1 ? state.State.Hash : null,
            }),
        ];
    }
}
