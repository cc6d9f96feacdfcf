using System.Security.Cryptography;
using System.Text;
using Switchyard.Configuration.Sources.File.References;

namespace Switchyard.Configuration.Sources.File;

/// <summary>What one read of the files found: which took part, and a hash of exactly the bytes that were parsed.</summary>
/// <param name="Hash">Lower-case hexadecimal SHA-256 over the path and the content of every file that took part, the absent ones included.</param>
/// <param name="Files">Configuration files in order.</param>
/// <param name="References">Files that values refer to, and archives, full paths.</param>
/// <param name="Archives">Which of <paramref name="References"/> are archives.</param>
public sealed record FileReading(string Hash, IReadOnlyList<string> Files, IReadOnlyList<string> References, IReadOnlySet<string> Archives)
{
    internal static FileReading Of(IEnumerable<KeyValuePair<string, FileContent>> files, IEnumerable<KeyValuePair<string, FileContent>> references, IReadOnlySet<string> archives)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        KeyValuePair<string, FileContent>[] own = [.. files];
        KeyValuePair<string, FileContent>[] others = [.. references];
        foreach (var (path, content) in own.Concat(others))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData([0, content.Bytes is null ? (byte)0 : (byte)1]);
            hash.AppendData(content.Hash);
        }

        return new FileReading(Convert.ToHexStringLower(hash.GetHashAndReset()), [.. own.Select(file => file.Key)], [.. others.Select(file => file.Key)], archives);
    }
}
