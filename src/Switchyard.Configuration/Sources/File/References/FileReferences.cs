using System.Text;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>
/// The files that values of a configuration file refer to by <c>${file:PATH}</c>, relative to the directory of that file. Each is read once per reading, so that what is hashed is what was used.
/// </summary>
internal sealed class FileReferences
{
    /// <summary>Largest referenced file in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedDictionary<string, FileContent> _read = new(StringComparer.Ordinal);
    private readonly bool _isClosed;

    /// <summary>Reads from the disk.</summary>
    public FileReferences()
    {
    }

    /// <summary>Reads nothing: the files are those of an earlier reading.</summary>
    public FileReferences(IReadOnlyDictionary<string, byte[]> known)
    {
        _isClosed = true;
        foreach (var (path, bytes) in known)
        {
            _read[path] = new FileContent(bytes, null);
        }
    }

    /// <summary>What was read, by full path; also what could not be.</summary>
    public IReadOnlyDictionary<string, FileContent> Read => _read;

    /// <summary>The content without one line break at its end; null with what is wrong.</summary>
    public string? Resolve(string file, string reference, out string? fault)
    {
        fault = null;
        if (reference.Length == 0 || reference.Contains('\0', StringComparison.Ordinal))
        {
            fault = "A file reference is ${file:PATH}.";
            return null;
        }

        var path = Path.GetFullPath(reference, Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (!_read.TryGetValue(path, out var content))
        {
            _read[path] = content = _isClosed ? new FileContent(null, "Was not kept.") : FileContent.Read(path, MaxBytes);
        }

        if (content.Bytes is not { } bytes)
        {
            fault = $"The file {path} can not be used: {content.Fault}";
            return null;
        }

        try
        {
            var text = StrictUtf8.GetString(bytes);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            fault = $"The file {path} is not UTF-8 text.";
            return null;
        }
    }
}
