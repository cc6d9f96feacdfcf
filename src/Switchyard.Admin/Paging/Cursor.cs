using System.Buffers.Text;
using System.Text;

namespace Switchyard.Admin.Paging;

/// <summary>
/// Keyset cursors: the sort key of the last item shown, in a form clients pass back unread. A cursor carries the name of its list, so that one of another list is refused.
/// </summary>
internal static class Cursor
{
    /// <summary>Most items of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Items of a page when nothing is asked.</summary>
    public const int DefaultLimit = 100;

    public static string Encode(string list, params ReadOnlySpan<string> keys) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}\n{string.Join('\n', keys.ToArray())}"));

    /// <summary>Reads a cursor of <paramref name="list"/> with <paramref name="count"/> sort keys; false when it is none.</summary>
    public static bool TryDecode(string cursor, string list, int count, out string[] keys)
    {
        keys = [];
        if (cursor.Length > 1024 || !Base64Url.IsValid(cursor))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n');
        if (parts.Length != count + 1 || parts[0] != list)
        {
            return false;
        }

        keys = parts[1..];
        return true;
    }
}
