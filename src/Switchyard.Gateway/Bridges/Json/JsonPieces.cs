using System.Buffers;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>
/// Assembles an object from the pieces of a stream. Strings grow, arrays get longer, objects are merged, everything else is replaced. What members mean is not known here, so those that nobody has heard
/// of yet come out whole too. Strings are joined as they were spelled: an escape that is torn over two pieces is whole again.
/// </summary>
/// <param name="once">Members whose strings are said once, or again and again: the first one counts.</param>
internal sealed class JsonPieces(params string[] once)
{
    private readonly List<(string Name, Part Part)> _parts = [];

    /// <summary>Bytes that are held.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether there are no members.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Adds the members of <paramref name="json"/>, a valid object, but not those named <paramref name="but"/>.</summary>
    public void Append(ReadOnlySpan<byte> json, params ReadOnlySpan<string> but)
    {
        foreach (var member in JsonMember.Of(json))
        {
            if (!but.Contains(member.Name))
            {
                Append(member.Name, json[member.Value]);
            }
        }
    }

    /// <summary>Adds a piece of one member.</summary>
    public void Append(string name, ReadOnlySpan<byte> value)
    {
        Bytes += value.Length;
        var part = Find(name);
        switch (value[0])
        {
            case (byte)'"':
                if (part.Kind != (byte)'"' || !once.Contains(name, StringComparer.Ordinal))
                {
                    part.Join((byte)'"', value[1..^1], ""u8);
                }

                break;
            case (byte)'[':
                if (JsonMember.Elements(value, ..value.Length) is { Count: > 0 } elements)
                {
                    part.Join((byte)'[', value[elements[0].Start.Value..elements[^1].End.Value], ","u8);
                }
                else if (part.Kind != (byte)'[')
                {
                    part.Join((byte)'[', default, default);
                }

                break;
            case (byte)'{':
                part.Merge(value, once);
                break;
            case (byte)'n' when part.Kind != 0:
                break;
            default:
                part.Set(value);
                break;
        }
    }

    /// <summary>Puts <paramref name="value"/> in place of what there is of one member.</summary>
    public void Set(string name, ReadOnlySpan<byte> value) => Find(name).Set(value);

    /// <summary>Text of a string member; null when there is none.</summary>
    public string? TextOf(string name) => Peek(name) is { Kind: (byte)'"' } part ? Text(part.Content) : null;

    /// <summary>As <see cref="TextOf"/>, also of a string that was put in place by <see cref="Set"/>.</summary>
    public string? PlainOf(string name) => Peek(name) is { Kind: (byte)'v' } part && part.Content is [(byte)'"', ..] ? JsonText.OfToken(part.Content) : TextOf(name);

    /// <summary>What an object member is made of; null when there is none.</summary>
    public JsonPieces? ObjectOf(string name) => Peek(name)?.Inner;

    /// <summary>What stands between the quotes of a string member, as it was spelled; empty when there is none.</summary>
    public ReadOnlySpan<byte> ContentOf(string name) => Peek(name) is { Kind: (byte)'"' } part ? part.Content : default;

    /// <summary>Writes the object.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var isFirst = true;
        foreach (var (name, part) in _parts)
        {
            if (part.Kind == 0)
            {
                continue;
            }

            output.Write(isFirst ? default : ","u8);
            isFirst = false;
            JsonText.WriteString(name, output);
            output.Write(":"u8);
            part.WriteTo(output);
        }

        output.Write("}"u8);
    }

    private static string Text(ReadOnlySpan<byte> content)
    {
        var plain = new byte[content.Length];
        return System.Text.Encoding.UTF8.GetString(plain.AsSpan(0, JsonText.Unescape(content, plain)));
    }

    private Part? Peek(string name) => _parts.Find(part => part.Name == name).Part;

    private Part Find(string name)
    {
        if (Peek(name) is { } known)
        {
            return known;
        }

        var part = new Part();
        _parts.Add((name, part));
        return part;
    }

    private sealed class Part
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        /// <summary>First byte of the value: a quote, a bracket, a brace, or 'v' for whatever is written as it is; 0 while there is none.</summary>
        public byte Kind { get; private set; }

        public JsonPieces? Inner { get; private set; }

        public ReadOnlySpan<byte> Content => _bytes.WrittenSpan;

        public void Join(byte kind, ReadOnlySpan<byte> content, ReadOnlySpan<byte> between)
        {
            if (Kind != kind)
            {
                _bytes.ResetWrittenCount();
                Kind = kind;
            }
            else if (_bytes.WrittenCount > 0)
            {
                _bytes.Write(between);
            }

            _bytes.Write(content);
        }

        public void Merge(ReadOnlySpan<byte> json, string[] once)
        {
            if (Kind != (byte)'{')
            {
                Inner = new JsonPieces(once);
                Kind = (byte)'{';
            }

            Inner!.Append(json);
        }

        public void Set(ReadOnlySpan<byte> value)
        {
            _bytes.ResetWrittenCount();
            _bytes.Write(value);
            Kind = (byte)'v';
        }

        public void WriteTo(IBufferWriter<byte> output)
        {
            switch (Kind)
            {
                case (byte)'{':
                    Inner!.WriteTo(output);
                    break;
                case (byte)'"':
                    output.Write("\""u8);
                    output.Write(Content);
                    output.Write("\""u8);
                    break;
                case (byte)'[':
                    output.Write("["u8);
                    output.Write(Content);
                    output.Write("]"u8);
                    break;
                default:
                    output.Write(Content);
                    break;
            }
        }
    }
}
