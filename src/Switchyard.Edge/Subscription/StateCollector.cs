using Switchyard.Edge.Serving;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Edge.Subscription;

/// <summary>
/// Puts the frames of one connection together to whole states: events of one change, parts of one snapshot. Nothing of an incomplete change is ever seen outside. Pure.
/// </summary>
/// <remarks>
/// After a refusal the node begins anew from the state that is kept, but frames that it sent before it knew go on from the refused one. Their sequence numbers tell which is which, so both
/// bases are kept until the next change is complete.
/// </remarks>
/// <param name="epoch">Epoch of the connection.</param>
/// <param name="from">The state that serves when the connection begins, or null.</param>
/// <param name="snapshot">Whether a snapshot is due first; whatever comes before it is left alone.</param>
/// <param name="open">Makes an object of what came, its secrets opened.</param>
internal sealed class StateCollector(Guid epoch, ServingState? from, bool snapshot, Func<FrameObject, StateObject> open)
{
    private readonly List<FrameObject> _objects = [];
    private ServingState? _base = from;
    private ServingState? _kept;
    private long _last = from?.Seq ?? 0;
    private long _upTo;
    private int _part;
    private bool _awaitsSnapshot = snapshot;

    /// <summary>Takes a frame.</summary>
    /// <exception cref="FrameException">An object's secrets do not open.</exception>
    public Collected Take(StateFrame frame)
    {
        var collected = frame switch
        {
            SnapshotFrame part => Take(part),
            _ when _awaitsSnapshot => Collected.Incomplete,
            EventFrame happened => Take(happened),
            BookmarkFrame mark => Take(mark),
            _ => Collected.Incomplete,
        };
        if (collected.Kind == CollectedKind.Resync)
        {
            Drop();
            _awaitsSnapshot = true;
        }

        return collected;
    }

    /// <summary>The last complete state was refused; <paramref name="kept"/> serves on.</summary>
    public void Refused(ServingState? kept) => _kept = kept;

    private Collected Take(EventFrame frame)
    {
        if (_part > 0 || frame.UpTo < frame.Seq)
        {
            return Collected.Resync(Gap);
        }

        if (frame.Seq != _last + 1)
        {
            if (_kept is { } kept && frame.Seq == kept.Seq + 1)
            {
                Drop();
                (_base, _kept, _last) = (kept, null, kept.Seq);
            }
            else
            {
                return frame.Seq > _last ? Collected.Resync(Gap) : _upTo > 0 ? Collected.Incomplete : Collected.Repeated;
            }
        }

        if (_base is null)
        {
            return Collected.Resync(Lost);
        }

        if (_upTo > 0 && frame.UpTo != _upTo)
        {
            return Collected.Resync(Gap);
        }

        _objects.AddRange(frame.Objects);
        _last = frame.Seq;
        _upTo = frame.UpTo;
        return frame.Seq < frame.UpTo ? Collected.Incomplete : Finish(_base, frame) ?? Collected.Resync(Hash);
    }

    private Collected Take(BookmarkFrame frame)
    {
        if (_part > 0 || _upTo > 0)
        {
            return Collected.Resync(Gap);
        }

        if (frame.Seq < _last && (_kept is null || frame.Seq < _kept.Seq))
        {
            return Collected.Repeated;
        }

        if (_base is null)
        {
            return Collected.Resync(Lost);
        }

        // Without a hash to prove it nobody knows that the events in between had no effect here.
        if (frame.Seq > _last && frame.StateHash is null)
        {
            return Collected.Resync(Gap);
        }

        _objects.AddRange(frame.Objects);
        return Finish(_base, frame) ?? (_kept is null ? null : Finish(_kept, frame)) ?? Collected.Resync(Hash);
    }

    private Collected Take(SnapshotFrame frame)
    {
        if (frame.Part == 0)
        {
            Drop();
        }

        if (frame.Part != _part)
        {
            return Collected.Resync(Gap);
        }

        _objects.AddRange(frame.Objects);
        _part++;
        if (!frame.Final)
        {
            return Collected.Incomplete;
        }

        return Finish(null, frame) ?? Collected.Resync(Hash);
    }

    /// <summary>The state that a complete change makes of <paramref name="before"/> (null: of nothing); null when it does not have the hash it must have.</summary>
    private Collected? Finish(ServingState? before, StateFrame frame)
    {
        var state = (before?.State ?? GatewayState.Of(epoch, 0, [])).With(epoch, frame.Revision, Change(before));
        if (frame.StateHash is { } hash && hash != state.Hash)
        {
            return null;
        }

        var next = new ServingState(state, frame.Seq);
        Drop();
        (_base, _kept, _last, _awaitsSnapshot) = (next, null, frame.Seq, false);
        return Collected.Complete(next);
    }

    // An object that is the same as before is the one from before: whoever built something for it finds it again.
    private StateChange Change(ServingState? before)
    {
        var known = (before ?? _base)?.State;
        var set = new Dictionary<(string, string), StateObject>();
        var removed = new Dictionary<(string, string), StateObject>();
        foreach (var item in _objects)
        {
            var key = (item.Kind, item.Id);
            if (item.Value is null)
            {
                set.Remove(key);
                removed[key] = new StateObject(item.Kind, item.Id, default);
                continue;
            }

            var opened = open(item);
            removed.Remove(key);
            set[key] = known?.Find(item.Kind, item.Id) is { } same && same.IsSame(opened) && SameSecrets(same, opened) ? same : opened;
        }

        return new StateChange([.. set.Values], [.. removed.Values]);
    }

    private static bool SameSecrets(StateObject one, StateObject two) =>
        one.Secrets.Count == two.Secrets.Count && one.Secrets.All(pair => two.Secrets.TryGetValue(pair.Key, out var other) && pair.Value.Equals(other));

    private void Drop()
    {
        _objects.Clear();
        (_upTo, _part) = (0, 0);
    }

    private const string Gap = "gap";
    private const string Hash = "hash";
    private const string Lost = "lost";
}
