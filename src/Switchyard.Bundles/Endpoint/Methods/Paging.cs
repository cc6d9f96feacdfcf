using System.Buffers.Text;
using System.Text;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>
/// Cuts sorted lists into pages. A cursor is the key of the last entry the client has: what is added or removed between two pages moves no other entry, so none is shown twice and none that stays is left out, on whichever node the
/// next page is asked for.
/// </summary>
internal static class Paging
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One page.</summary>
    /// <param name="sorted">The whole list, by key, ordinal.</param>
    /// <param name="key">The key of an entry.</param>
    /// <param name="kind">Which list: cursors of one are none of another.</param>
    /// <param name="cursor">Where the client is; null for the beginning.</param>
    /// <param name="size">Entries of a page.</param>
    /// <param name="page">The page.</param>
    /// <param name="next">The cursor of the next one; null when this is the last.</param>
    /// <returns>False when the cursor is none.</returns>
    public static bool TryCut<T>(IReadOnlyList<T> sorted, Func<T, string> key, string kind, string? cursor, int size, out IReadOnlyList<T> page, out string? next)
    {
        (page, next) = ([], null);
        var after = "";
        if (cursor is not null && !TryRead(cursor, kind, out after))
        {
            return false;
        }

        var rest = cursor is null ? sorted : [.. sorted.SkipWhile(entry => string.CompareOrdinal(key(entry), after) <= 0)];
        page = [.. rest.Take(size)];
        next = rest.Count > size ? Base64Url.EncodeToString(Strict.GetBytes($"{kind}:{key(page[^1])}")) : null;
        return true;
    }

    private static bool TryRead(string cursor, string kind, out string after)
    {
        after = "";
        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        try
        {
            var text = Strict.GetString(Base64Url.DecodeFromChars(cursor));
            after = text[Math.Min(text.Length, kind.Length + 1)..];
            return text.StartsWith($"{kind}:", StringComparison.Ordinal);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
