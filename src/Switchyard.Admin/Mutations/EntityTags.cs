using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Mutations;

/// <summary>Entity tags are the row's version, so that they are equal on all nodes: <c>"v7"</c>.</summary>
internal static class EntityTags
{
    public static string Of(long version) => $"\"v{version}\"";

    /// <summary>The tag of something that a file defines: its content.</summary>
    public static string OfContent(string json) => $"\"c{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16]}\"";

    /// <summary>Reads <c>If-Match</c> (RFC 9110 §13.1.1): null when absent or <c>*</c>, which any version of an existing record fits.</summary>
    public static IReadOnlyList<string>? Read(StringValues ifMatch)
    {
        if (ifMatch.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. ifMatch.Select(text => text ?? "")], out var tags))
        {
            throw new ProblemException(Problem.Invalid("If-Match", "Must be '*' or entity tags in quotes, as an ETag header showed them."));
        }

        // Weak tags never match (strong comparison), so they stay in the list as what can not fit.
        return tags.Any(tag => tag.Tag == "*") ? null : [.. tags.Select(tag => tag.IsWeak ? $"W/{tag.Tag}" : tag.Tag.ToString())];
    }
}
