namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>What a <c>WWW-Authenticate: Bearer …</c> says (RFC 6750 §3, RFC 9728 §5.1).</summary>
/// <param name="ResourceMetadata">Where the server describes itself, or null.</param>
/// <param name="Scope">What a token has to be for, or null.</param>
internal sealed record BearerChallenge(string? ResourceMetadata, string? Scope)
{
    /// <summary>The first challenge for a bearer token among the values of the header; null without one.</summary>
    public static BearerChallenge? Find(IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            for (var at = 0; (at = value.IndexOf("Bearer", at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                // A scheme stands at the beginning or after a comma, and not within a quoted text.
                var before = value.AsSpan(0, at);
                var after = at + "Bearer".Length;
                if (before.Count('"') % 2 == 0 && (before.TrimEnd().IsEmpty || before.TrimEnd()[^1] == ',') && (after == value.Length || value[after] is ' ' or ','))
                {
                    var parameters = Parameters(value.AsSpan(after));
                    return new BearerChallenge(parameters.GetValueOrDefault("resource_metadata"), parameters.GetValueOrDefault("scope"));
                }
            }
        }

        return null;
    }

    /// <summary>The <c>name=value</c> pairs until the next scheme.</summary>
    private static Dictionary<string, string> Parameters(ReadOnlySpan<char> text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            text = text.TrimStart(" \t,");
            var end = text.IndexOfAny("=, ");
            if (end <= 0 || text[end] != '=')
            {
                return parameters;
            }

            var name = text[..end].ToString();
            text = text[(end + 1)..];
            if (text.StartsWith("\""))
            {
                text = Quoted(text[1..], out var value);
                parameters.TryAdd(name, value);
            }
            else
            {
                var length = text.IndexOfAny(", ");
                parameters.TryAdd(name, (length < 0 ? text : text[..length]).ToString());
                text = length < 0 ? [] : text[length..];
            }
        }
    }

    private static ReadOnlySpan<char> Quoted(ReadOnlySpan<char> text, out string value)
    {
        var unquoted = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = unquoted.ToString();
                return text[(i + 1)..];
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            unquoted.Append(text[i]);
        }

        value = unquoted.ToString();
        return [];
    }
}
