using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Where a member of a JSON object stands.</summary>
/// <param name="Name">Its name without escapes that JSON does not demand; compare with ordinary text.</param>
/// <param name="Start">Offset of the name's first quote.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct JsonMember(string Name, int Start, Range Value)
{
    /// <summary>Offset behind the value.</summary>
    public int End => Value.End.Value;

    /// <summary>The members of the valid JSON object <paramref name="json"/> in their order; none when it is something else.</summary>
    public static List<JsonMember> Of(ReadOnlySpan<byte> json)
    {
        var members = new List<JsonMember>(16);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return members;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = JsonText.OfName(reader);
            reader.Read();
            members.Add(new JsonMember(name, start, JsonObject.Skip(ref reader)));
        }

        return members;
    }

    /// <summary>The members of the object at <paramref name="value"/> within the valid <paramref name="json"/>, with offsets into the latter.</summary>
    public static List<JsonMember> Of(ReadOnlySpan<byte> json, Range value)
    {
        var offset = value.Start.Value;
        var members = Of(json[value]);
        return offset == 0 ? members : members.ConvertAll(member => new JsonMember(member.Name, member.Start + offset, Moved(member.Value, offset)));
    }

    /// <summary>Where the elements of the array at <paramref name="value"/> within the valid <paramref name="json"/> stand; none when it is something else.</summary>
    public static List<Range> Elements(ReadOnlySpan<byte> json, Range value)
    {
        var elements = new List<Range>();
        var reader = new Utf8JsonReader(json[value], new JsonReaderOptions { MaxDepth = int.MaxValue });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return elements;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Moved(JsonObject.Skip(ref reader), value.Start.Value));
        }

        return elements;
    }

    private static Range Moved(Range range, int by) => (range.Start.Value + by)..(range.End.Value + by);
}
