using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchyard.Hub.Chats;
using Switchyard.Storage.Chats;

namespace Switchyard.Agents.Chats;

/// <summary>Pages of lists: <c>limit</c>, and a <c>cursor</c> that is opaque to clients.</summary>
internal static class ChatPages
{
    private const int Usual = 50;
    private const int Most = 1_000;

    /// <summary>The <c>limit</c> of a request, 1 to 1,000.</summary>
    /// <exception cref="ChatException">It is no such number.</exception>
    public static int LimitOf(IQueryCollection query)
    {
        if (!query.TryGetValue("limit", out var text))
        {
            return Usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? limit
            : throw Wrong("limit", $"must be a number from 1 to {Most}");
    }

    /// <summary>Refuses a request that has other query parameters than <paramref name="known"/>, or one of them twice.</summary>
    /// <exception cref="ChatException">It has.</exception>
    public static void Check(IQueryCollection query, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                throw Wrong(name, known.IsEmpty ? "is unknown: this route takes none" : $"is unknown; known are {string.Join(", ", known.ToArray())}");
            }

            if (values.Count > 1)
            {
                throw Wrong(name, "may be given once only");
            }
        }
    }

    /// <summary>Where a list of chats goes on after <paramref name="row"/>.</summary>
    public static string CursorOf(ChatRow row) => Encode(string.Create(CultureInfo.InvariantCulture, $"{row.UpdatedAt.ToUnixTimeMilliseconds()} {row.Id:D}"));

    /// <summary>Where a list of messages goes on after <paramref name="row"/>.</summary>
    public static string CursorOf(ChatMessage row) => Encode(string.Create(CultureInfo.InvariantCulture, $"{row.Turn} {row.Position}"));

    /// <summary>The place in a list of chats, or null for its beginning.</summary>
    /// <exception cref="ChatException">The cursor is none of ours.</exception>
    public static ChatCursor? ChatsOf(IQueryCollection query) =>
        Decode(query) is not { } parts ? null
        : long.TryParse(parts.First, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() && Guid.TryParseExact(parts.Second, "D", out var id)
            ? new ChatCursor(DateTimeOffset.FromUnixTimeMilliseconds(at), id)
            : throw Wrong("cursor", "is not one that a former answer gave");

    /// <summary>The place in a list of messages; 0 and -1 for its beginning.</summary>
    /// <exception cref="ChatException">The cursor is none of ours.</exception>
    public static (long Turn, int Position) MessagesOf(IQueryCollection query) =>
        Decode(query) is not { } parts ? (0, -1)
        : long.TryParse(parts.First, NumberStyles.None, CultureInfo.InvariantCulture, out var turn) && int.TryParse(parts.Second, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? (turn, position)
            : throw Wrong("cursor", "is not one that a former answer gave");

    /// <summary>The UUID of a query parameter, or null.</summary>
    /// <exception cref="ChatException">It is none.</exception>
    public static Guid? IdOf(IQueryCollection query, string name) =>
        !query.TryGetValue(name, out var text) ? null : Guid.TryParseExact(text, "D", out var id) ? id : throw Wrong(name, "must be a UUID");

    private static ChatException Wrong(string name, string what) => new(new ChatProblem(400, "invalid_query", $"The query parameter '{name}' {what}."));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));

    private static (string First, string Second)? Decode(IQueryCollection query)
    {
        if (!query.TryGetValue("cursor", out var text))
        {
            return null;
        }

        try
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text.ToString())).Split(' ');
            return parts.Length == 2 ? (parts[0], parts[1]) : ("", "");
        }
        catch (FormatException)
        {
            return ("", "");
        }
    }
}
