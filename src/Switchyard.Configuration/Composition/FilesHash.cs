using System.Security.Cryptography;
using System.Text;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Composition;

/// <summary>
/// What tells two contents of the configuration files apart: SHA-256 over what they mean, variables and referenced files resolved. Another path, comment or spelling is no other content, another secret is.
/// </summary>
internal static class FilesHash
{
    public static string Of(FilePart part)
    {
        var text = new StringBuilder(ModelHash.Of(Composer.Compose(DatabaseRecords.None, part)));

        // What a file takes away is seen only over records.
        foreach (var removed in part.Providers.Where(item => item.Value is null).Select(item => item.Name).Order(StringComparer.Ordinal))
        {
            text.Append("\nremove provider ").Append(removed);
        }

        foreach (var removed in part.Bundles.Where(item => item.Value is null).Select(item => item.Name).Order(StringComparer.Ordinal))
        {
            text.Append("\nremove bundle ").Append(removed);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
