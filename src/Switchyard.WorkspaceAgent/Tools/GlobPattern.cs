using System.Text;
using System.Text.RegularExpressions;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>
/// Patterns of paths: <c>*</c> is anything within a name, <c>?</c> one character of it, <c>**/</c> any directories, none included. A pattern without a slash is of the name alone, in whatever directory; another one is of the whole path from
/// where the search began.
/// </summary>
internal static class GlobPattern
{
    /// <summary>The pattern as an expression that is matched in linear time.</summary>
    public static Regex Parse(string glob)
    {
        var text = new StringBuilder(glob.Contains('/', StringComparison.Ordinal) ? "^" : "(?:^|/)");
        for (var at = 0; at < glob.Length; at++)
        {
            switch (glob[at])
            {
                case '*' when glob.AsSpan(at).StartsWith("**/"):
                    text.Append("(?:.*/)?");
                    at += 2;
                    break;
                case '*' when glob.AsSpan(at).StartsWith("**"):
                    text.Append(".*");
                    at++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                default:
                    text.Append(Regex.Escape(glob[at].ToString()));
                    break;
            }
        }

        return new Regex(text.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline, Timeout.InfiniteTimeSpan);
    }
}
