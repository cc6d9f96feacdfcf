using System.Buffers;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Edits of one JSON text, gathered in any order and made in one pass. What is not edited is copied byte for byte.</summary>
internal sealed class JsonPatch
{
    private readonly List<(Range At, ReadOnlyMemory<byte> Text)> _edits = [];

    /// <summary>Whether there is nothing to edit.</summary>
    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Puts <paramref name="text"/> in place of <paramref name="at"/>, which may be empty. Edits at one place are made in the order in which they were given.</summary>
    public void Replace(Range at, ReadOnlyMemory<byte> text) => _edits.Add((at, text));

    /// <summary>Takes the member at <paramref name="index"/> out of its object, with the comma that belongs to it. At most one of each object.</summary>
    public void Remove(List<JsonMember> members, int index)
    {
        var member = members[index];
        var at = index > 0 ? members[index - 1].End..member.End : members.Count > 1 ? member.Start..members[1].Start : member.Start..member.End;
        Replace(at, default);
    }

    /// <summary>Adds <paramref name="member"/> (<c>"name":value</c>) behind the last member of the object at <paramref name="value"/>.</summary>
    public void Add(Range value, List<JsonMember> members, ReadOnlySpan<byte> member)
    {
        var isFirst = members.Count == 0;
        var at = isFirst ? value.Start.Value + 1 : members[^1].End;
        var text = new byte[member.Length + (isFirst ? 0 : 1)];
        text[0] = (byte)',';
        member.CopyTo(text.AsSpan(isFirst ? 0 : 1));
        Replace(at..at, text);
    }

    /// <summary>Writes <paramref name="json"/> with the edits.</summary>
    public void WriteTo(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var writer = new BodyWriter(json, output);
        // Stable: two insertions at one place keep their order.
        foreach (var (at, text) in _edits.OrderBy(static edit => edit.At.Start.Value))
        {
            writer.Replace(at, text.Span);
        }

        writer.Finish();
    }

    /// <summary>As <see cref="WriteTo"/>, into an array of its own.</summary>
    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 256);
        WriteTo(json, output);
        return output.WrittenSpan.ToArray();
    }
}
