using System.Text;
using System.Text.RegularExpressions;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Tells whether a URI may be an expansion of a template (RFC 6570). It is for finding out whose resource it is: what the variables are is the server's business.</summary>
internal static class UriTemplate
{
    private const int MaxLength = 8192;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    public static bool IsMatch(string template, string uri)
    {
        if (template.Length > MaxLength || uri.Length > MaxLength || !template.Contains('{', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            // Without backtracking, so that no template of a server's can make it take long.
            return Regex.IsMatch(uri, Pattern(template), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline, Limit);
        }
        catch (Exception failure) when (failure is RegexMatchTimeoutException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Pattern(string template)
    {
        var pattern = new StringBuilder("^");
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            pattern.Append(Regex.Escape(template[at..open])).Append(Expression(template[(open + 1)..close]));
            at = close + 1;
        }

        return pattern.Append(Regex.Escape(template[at..])).Append('$').ToString();
    }

    private static string Expression(string expression) => expression switch
    {
        ['+' or '#', ..] => ".*",
        ['?' or '&', ..] => "[^#]*",
        ['/' or '.' or ';', ..] => "[^?#]*",
        _ => "[^/?#]*",
    };
}
