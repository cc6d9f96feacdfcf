namespace Switchyard.Model.Bundles.Archives;

/// <summary>An MCPB archive that was looked through and may be unpacked.</summary>
/// <param name="Hash">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Manifest">What its manifest says.</param>
/// <param name="File">Absolute path of the file that has it; null for one in the database.</param>
public sealed record BundleArchive(string Hash, ArchiveManifest Manifest, string? File = null)
{
    /// <summary>Whether <paramref name="text"/> has the form of <see cref="Hash"/>.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(static character => character is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
