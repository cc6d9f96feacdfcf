using System.Security.Cryptography;
using Switchyard.Model.Gateways;
using Switchyard.Model.Secrets;

namespace Switchyard.Hub.States;

/// <summary>One object of a gateway's state: its content as it goes over the wire, and apart from it what must not be seen there.</summary>
public sealed class StateObject
{
    /// <summary>Makes an object.</summary>
    /// <param name="kind">One of <see cref="StateKinds"/>.</param>
    /// <param name="id">Unique within the kind.</param>
    /// <param name="value">A JSON object in UTF-8, without secrets. Two objects are the same when kind, id and these bytes are.</param>
    public StateObject(string kind, string id, ReadOnlyMemory<byte> value)
    {
        Kind = kind;
        Id = id;
        Value = value;
        Hash = SHA256.HashData(value.Span);
    }

    /// <summary>One of <see cref="StateKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>Unique within the kind.</summary>
    public string Id { get; }

    /// <summary>A JSON object in UTF-8, without secrets. A secret that is replaced changes it all the same: it holds a version or a fingerprint.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>SHA-256 of <see cref="Value"/>.</summary>
    public ReadOnlyMemory<byte> Hash { get; }

    /// <summary>Secrets that belong to the object, by the names its decoder knows.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>();

    /// <summary>Labels a gateway must have to get it.</summary>
    public Labels Selector { get; init; } = Labels.None;

    /// <summary>Whether every change of it is an event, because it is a record of the database. What files say, and what passes by itself, changes without one.</summary>
    public bool HasEvents { get; init; }

    /// <summary>Orders objects by kind, then id, both ordinal.</summary>
    public static int Compare(StateObject one, StateObject two)
    {
        var kind = string.CompareOrdinal(one.Kind, two.Kind);
        return kind != 0 ? kind : string.CompareOrdinal(one.Id, two.Id);
    }

    /// <summary>Whether the other is the same object with the same content.</summary>
    public bool IsSame(StateObject other) => ReferenceEquals(this, other) || (Compare(this, other) == 0 && Hash.Span.SequenceEqual(other.Hash.Span));

    /// <inheritdoc />
    public override string ToString() => $"{Kind} {Id}";
}
