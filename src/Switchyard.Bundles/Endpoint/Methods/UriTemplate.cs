namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Tells whether a URI may be an expansion of a template (RFC 6570). It is for finding out whose resource it is: what the variables are is the server's business.</summary>
internal static class UriTemplate
{
    private const int MaxLength = 8192;

    /// <summary>Whether <paramref name="uri"/> may be an expansion of <paramref name="template"/>. Takes no longer than their lengths multiplied, whatever a server calls a template.</summary>
    public static bool IsMatch(string template, string uri)
    {
        if (template.Length > MaxLength || uri.Length > MaxLength || !template.Contains('{', StringComparison.Ordinal))
        {
            return false;
        }

        // Up to which places of the URI the part of the template that was looked at may reach.
        var reached = new bool[uri.Length + 1];
        reached[0] = true;
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            Literal(reached, uri, template.AsSpan(at, (close < 0 ? template.Length : open) - at));
            if (close < 0)
            {
                break;
            }

            Expression(reached, uri, NeverIn(template.AsSpan(open + 1, close - open - 1)));
            at = close + 1;
        }

        return reached[^1];
    }

    private static void Literal(bool[] reached, ReadOnlySpan<char> uri, ReadOnlySpan<char> literal)
    {
        if (literal.IsEmpty)
        {
            return;
        }

        for (var end = uri.Length; end >= 0; end--)
        {
            var begin = end - literal.Length;
            reached[end] = begin >= 0 && reached[begin] && uri[begin..end].SequenceEqual(literal);
        }
    }

    private static void Expression(bool[] reached, ReadOnlySpan<char> uri, ReadOnlySpan<char> never)
    {
        for (var end = 1; end <= uri.Length; end++)
        {
            reached[end] |= reached[end - 1] && !never.Contains(uri[end - 1]);
        }
    }

    private static ReadOnlySpan<char> NeverIn(ReadOnlySpan<char> expression) => expression switch
    {
        ['+' or '#', ..] => "",
        ['?' or '&', ..] => "#",
        ['/' or '.' or ';', ..] => "?#",
        _ => "/?#",
    };
}
