using System.Security.Cryptography;

namespace Switchyard.Storage.Secrets;

/// <summary>
/// A small file whose content is sealed, for its owner only (mode 0600) and replaced whole: written under another name, flushed, renamed, and the directory flushed. Whoever reads finds the old content or the
/// new one, also after a crash at any point. It is bound to its purpose, its name and its owner: one that is copied from elsewhere does not open. Used by one caller at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="purpose">What kind of process it is of; never changes, as what was sealed for one purpose does not open for another.</param>
/// <param name="owner">Id of the process that keeps it, the same at each of its starts.</param>
/// <param name="sealer">Seals and opens.</param>
public sealed class SealedFile(string path, string purpose, Guid owner, SecretSealer sealer)
{
    private readonly string _name = System.IO.Path.GetFileName(path);
    private readonly string _draft = path + ".new";

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Writes <paramref name="content"/> and clears it.</summary>
    /// <exception cref="IOException">The disk does not take it; the former content is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory does not take it; the former content is still there.</exception>
    public void Write(byte[] content)
    {
        byte[] value;
        try
        {
            value = sealer.Seal(purpose, _name, owner, content.AsSpan());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }

        // A draft of a process that was killed may be there, with another mode.
        File.Delete(_draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(_draft, options))
        {
            file.Write(value);
            file.Flush(flushToDisk: true);
        }

        File.Move(_draft, path, overwrite: true);
        DirectoryFlush.Run(System.IO.Path.GetDirectoryName(path)!);
    }

    /// <summary>The content; null when there is no file.</summary>
    /// <exception cref="InvalidDataException">It is torn, altered, of another owner, or sealed with a key that is not here.</exception>
    /// <exception cref="IOException">It can not be read.</exception>
    public byte[]? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return sealer.TryOpenBytes(purpose, _name, owner, File.ReadAllBytes(path), out var content)
            ? content
            : throw new InvalidDataException("It is torn, of another owner, or sealed with a key that is not here.");
    }

    /// <summary>Deletes it, and a draft of it.</summary>
    /// <exception cref="IOException">The disk does not do it.</exception>
    public void Delete()
    {
        File.Delete(_draft);
        File.Delete(path);
        DirectoryFlush.Run(System.IO.Path.GetDirectoryName(path)!);
    }
}
