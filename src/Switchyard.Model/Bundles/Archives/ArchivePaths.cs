using System.Text;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>Paths inside of an archive: relative, of plain names, so that they lead nowhere else on any system.</summary>
public static class ArchivePaths
{
    /// <summary>Null when <paramref name="path"/> may be unpacked, else what is wrong with it. A directory may end in a slash.</summary>
    public static string? Fault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > ArchiveLimits.MaxPathBytes)
        {
            return $"A path has 1 to {ArchiveLimits.MaxPathBytes} bytes.";
        }

        if (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal))
        {
            return "Must be a relative path with slashes, without backslashes and colons.";
        }

        // What could not be decoded, and what hides in a listing.
        if (path.Any(static character => char.IsControl(character) || character == '\uFFFD'))
        {
            return "Has characters that no name should have.";
        }

        var names = (path[^1] == '/' ? path[..^1] : path).Split('/');
        return names.Any(static name => name is "" or "." or "..") ? "Must not have empty names, '.' and '..'."
            : names.Any(static name => Encoding.UTF8.GetByteCount(name) > ArchiveLimits.MaxNameBytes) ? $"Has a name of more than {ArchiveLimits.MaxNameBytes} bytes."
            : null;
    }
}
