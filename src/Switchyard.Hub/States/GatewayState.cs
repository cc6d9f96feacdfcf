using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.States;

/// <summary>
/// Everything one gateway has to know, of one revision. Immutable; what did not change between two states is the same object in both. Gateways that get the same objects share
/// one state, however many they are.
/// </summary>
public sealed class GatewayState
{
    private readonly StateObject[] _objects;
    private string? _hash;

    private GatewayState(Guid epoch, long revision, StateObject[] objects)
    {
        Epoch = epoch;
        Revision = revision;
        _objects = objects;
    }

    /// <summary>The line of revisions.</summary>
    public Guid Epoch { get; }

    /// <summary>The revision it is of.</summary>
    public long Revision { get; }

    /// <summary>The objects, sorted by <see cref="StateObject.Compare"/>.</summary>
    public IReadOnlyList<StateObject> Objects => _objects;

    /// <summary>
    /// What tells two states apart: lower-case hexadecimal SHA-256 over kind, id and content hash of every object in order. Neither revision nor secrets take part, so states that
    /// serve alike have the same.
    /// </summary>
    public string Hash => _hash ??= Compute(_objects);

    /// <summary>Makes a state of objects in any order; the last of several with one kind and id counts.</summary>
    public static GatewayState Of(Guid epoch, long revision, IEnumerable<StateObject> objects)
    {
        var byKey = new Dictionary<(string, string), StateObject>();
        foreach (var item in objects)
        {
            byKey[(item.Kind, item.Id)] = item;
        }

        return Sorted(epoch, revision, byKey.Values);
    }

    /// <summary>The part of this state that a gateway with these labels gets; this state itself when that is all of it.</summary>
    public GatewayState For(Labels gateway)
    {
        StateObject[] chosen = [.. _objects.Where(item => item.Selector.Fit(gateway))];
        return chosen.Length == _objects.Length ? this : new GatewayState(Epoch, Revision, chosen);
    }

    /// <summary>The object, or null.</summary>
    public StateObject? Find(string kind, string id)
    {
        var (low, high) = (0, _objects.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_objects[middle].Kind, kind);
            order = order != 0 ? order : string.CompareOrdinal(_objects[middle].Id, id);
            if (order == 0)
            {
                return _objects[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>What leads from this state to <paramref name="next"/>: one walk over both.</summary>
    public StateChange To(GatewayState next)
    {
        var (set, removed) = (new List<StateObject>(), new List<StateObject>());
        var (one, two) = (0, 0);
        while (one < _objects.Length || two < next._objects.Length)
        {
            var order = one == _objects.Length ? 1 : two == next._objects.Length ? -1 : StateObject.Compare(_objects[one], next._objects[two]);
            if (order < 0)
            {
                removed.Add(_objects[one++]);
            }
            else if (order > 0)
            {
                set.Add(next._objects[two++]);
            }
            else if (_objects[one++].IsSame(next._objects[two++]))
            {
                continue;
            }
            else
            {
                set.Add(next._objects[two - 1]);
            }
        }

        return set.Count + removed.Count == 0 ? StateChange.None : new StateChange(set, removed);
    }

    /// <summary>This state with <paramref name="change"/> made to it.</summary>
    public GatewayState With(Guid epoch, long revision, StateChange change)
    {
        var byKey = _objects.ToDictionary(item => (item.Kind, item.Id));
        foreach (var item in change.Removed)
        {
            byKey.Remove((item.Kind, item.Id));
        }

        foreach (var item in change.Set)
        {
            byKey[(item.Kind, item.Id)] = item;
        }

        return Sorted(epoch, revision, byKey.Values);
    }

    private static GatewayState Sorted(Guid epoch, long revision, IEnumerable<StateObject> distinct)
    {
        StateObject[] sorted = [.. distinct];
        Array.Sort(sorted, StateObject.Compare);
        return new GatewayState(epoch, revision, sorted);
    }

    private static string Compute(StateObject[] objects)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[512];
        foreach (var item in objects)
        {
            Append(hash, item.Kind, buffer);
            Append(hash, item.Id, buffer);
            hash.AppendData(item.Hash.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text, Span<byte> buffer)
    {
        // The end is marked, so that no two sequences of texts run together to the same bytes.
        var bytes = Encoding.UTF8.GetMaxByteCount(text.Length) < buffer.Length ? buffer : new byte[Encoding.UTF8.GetMaxByteCount(text.Length) + 1];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        bytes[length] = 0;
        hash.AppendData(bytes[..(length + 1)]);
    }
}
