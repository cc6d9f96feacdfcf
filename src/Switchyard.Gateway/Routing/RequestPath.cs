namespace Switchyard.Gateway.Routing;

/// <summary>
/// The path of a request as it came, so that what is forwarded is what was sent. Paths that two parsers may read in two ways (dot segments, doubled, encoded or
/// backward slashes, encoded control characters) are refused, not repaired: an allow list must not be matched on one reading and served on another.
/// </summary>
internal static class RequestPath
{
    /// <summary>Splits a request target (RFC 9112 §3.2, origin or absolute form) into path and query with its question mark. False when the path is not plain.</summary>
    public static bool TryRead(string target, out string path, out string query)
    {
        path = query = "";
        var start = 0;
        if (!target.StartsWith('/'))
        {
            var scheme = target.IndexOf("://", StringComparison.Ordinal);
            start = scheme < 0 ? -1 : target.IndexOf('/', scheme + 3);
            if (start < 0)
            {
                return false;
            }
        }

        var question = target.IndexOf('?', start);
        var end = question < 0 ? target.Length : question;
        if (!IsPlain(target.AsSpan(start, end - start)))
        {
            return false;
        }

        path = start == 0 && end == target.Length ? target : target[start..end];
        query = question < 0 ? "" : target[question..];
        return true;
    }

    /// <summary>Whether every reader understands <paramref name="path"/> in the same way.</summary>
    public static bool IsPlain(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/')
        {
            return false;
        }

        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c is '/')
            {
                if (i + 1 < path.Length && (path[i + 1] == '/' || IsDotSegment(path[(i + 1)..])))
                {
                    return false;
                }
            }
            else if (c is '\\' or '#' or <= ' ' or '\x7f')
            {
                return false;
            }
            else if (c == '%' && !IsPlainEscape(path[i..]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Splits <c>/{first}/rest</c>; the rest begins with a slash, or is empty when there is no second segment.</summary>
    public static ReadOnlySpan<char> FirstSegment(string path, out int restStart)
    {
        var slash = path.IndexOf('/', 1);
        restStart = slash < 0 ? path.Length : slash;
        return path.AsSpan(1, restStart - 1);
    }

    private static bool IsDotSegment(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        var i = 0;
        while (i < segment.Length && segment[i] != '/')
        {
            if (segment[i] == '.')
            {
                i++;
            }
            else if (segment[i..].StartsWith("%2e", StringComparison.OrdinalIgnoreCase))
            {
                i += 3;
            }
            else
            {
                return false;
            }

            dots++;
        }

        return dots is 1 or 2;
    }

    private static bool IsPlainEscape(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        var value = (FromHex(text[1]) << 4) | FromHex(text[2]);
        return value is not ('/' or '\\' or < ' ' or 0x7f);
    }

    private static int FromHex(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
