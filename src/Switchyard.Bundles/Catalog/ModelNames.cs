using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Bundles.Catalog;

/// <summary>
/// Names of tools that models take: at most 64 of <c>A-Z a-z 0-9 _ -</c>. A name that is none becomes one that ends in a hash of the whole, so that two names that begin alike stay two, on every node and after every restart.
/// </summary>
internal static class ModelNames
{
    private const int MaxLength = 64;
    private const int HashLength = 12;

    public static string Of(string fullName) => fullName.Length is > 0 and <= MaxLength && fullName.All(IsAllowed) ? fullName : Rewrite(fullName);

    private static string Rewrite(string fullName)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fullName)))[..HashLength];
        var kept = new StringBuilder(MaxLength);
        foreach (var letter in fullName.Take(MaxLength - HashLength - 1))
        {
            kept.Append(IsAllowed(letter) ? letter : '_');
        }

        return kept.Append('-').Append(hash).ToString();
    }

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-';
}
