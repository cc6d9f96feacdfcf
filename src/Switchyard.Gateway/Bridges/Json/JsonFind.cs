namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Looks members up by name.</summary>
internal static class JsonFind
{
    /// <summary>Position of the first member called <paramref name="name"/>, or -1.</summary>
    public static int IndexOf(this List<JsonMember> members, string name)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the value of the first member called <paramref name="name"/> stands; null when there is none.</summary>
    public static Range? ValueOf(this List<JsonMember> members, string name) => members.IndexOf(name) is var index and >= 0 ? members[index].Value : null;

    /// <summary>The text of the member called <paramref name="name"/> of <paramref name="json"/>; null when it is no string.</summary>
    public static string? TextOf(this List<JsonMember> members, ReadOnlySpan<byte> json, string name) =>
        members.ValueOf(name) is { } value && json[value.Start.Value] == (byte)'"' ? JsonText.OfToken(json[value]) : null;

    /// <summary>The number of the member called <paramref name="name"/>; null when it is none.</summary>
    public static long? NumberOf(this List<JsonMember> members, ReadOnlySpan<byte> json, string name) =>
        members.ValueOf(name) is { } value && System.Buffers.Text.Utf8Parser.TryParse(json[value], out long number, out var read) && read == json[value].Length ? number : null;

    /// <summary>Whether <paramref name="value"/> of <paramref name="json"/> is <c>null</c>.</summary>
    public static bool IsNull(ReadOnlySpan<byte> json, Range value) => json[value].SequenceEqual("null"u8);
}
