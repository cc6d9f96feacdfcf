using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Makes frames of what a session sends. Secrets are sealed for this connection; an instance that offered no key gets the objects without them.</summary>
internal sealed class SessionFrames(SecretChannel? channel, int longest)
{
    /// <summary>About what the members of an object cost besides its content.</summary>
    private const int Overhead = 128;

    /// <summary>The frames of one change; the last one carries the hash of the state.</summary>
    public IEnumerable<Frame> Of(SessionCommand.Change change)
    {
        var upTo = change.Events[^1].Row.Version;
        foreach (var (row, set, removed) in change.Events)
        {
            yield return new EventFrame
            {
                Seq = row.Version,
                Revision = change.Revision,
                EventId = row.Id,
                Event = row.Type,
                Action = row.Action,
                EntityId = row.EntityId,
                OriginatedAt = row.OriginatedAt,
                UpTo = upTo,
                Objects = Objects(set, removed),
                StateHash = row.Version == upTo ? change.Hash : null,
            };
        }
    }

    public BookmarkFrame Of(SessionCommand.Bookmark bookmark) => new()
    {
        Seq = bookmark.Seq,
        Revision = bookmark.Revision,
        Objects = Objects(bookmark.Objects.Set, bookmark.Objects.Removed),
        StateHash = bookmark.Hash,
    };

    /// <summary>The parts of a snapshot, each no longer than allowed unless a single object is.</summary>
    public IEnumerable<Frame> Of(GatewayState state)
    {
        var part = 0;
        var (objects, bytes) = (new List<FrameObject>(), 0);
        foreach (var item in state.Objects)
        {
            var made = StateTransfer.ToFrame(item, channel);
            var size = Overhead + made.Id.Length + made.Value!.Value.Length + (made.Sealed?.Length ?? 0);
            if (objects.Count > 0 && bytes + size > longest - Overhead - Overhead)
            {
                yield return Part(state, part++, objects, final: false);
                (objects, bytes) = ([], 0);
            }

            objects.Add(made);
            bytes += size;
        }

        yield return Part(state, part, objects, final: true);
    }

    private static SnapshotFrame Part(GatewayState state, int part, IReadOnlyList<FrameObject> objects, bool final) => new()
    {
        Seq = state.Revision,
        Revision = state.Revision,
        Part = part,
        Final = final,
        Objects = objects,
        StateHash = final ? state.Hash : null,
    };

    private List<FrameObject> Objects(IReadOnlyList<StateObject> set, IReadOnlyList<StateObject> removed) =>
        [.. set.Select(item => StateTransfer.ToFrame(item, channel)), .. removed.Select(item => new FrameObject(item.Kind, item.Id, null, null))];
}
