using System.Text;
using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>
/// The files that values of a configuration file refer to by <c>${file:PATH}</c>, and the archives of its bundles, relative to the directory of that file. Each is read once per reading, so that what is hashed is what was used.
/// </summary>
internal sealed class FileReferences
{
    /// <summary>Largest referenced file in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SortedDictionary<string, FileContent> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _archives = new(StringComparer.Ordinal);
    private readonly ArchiveReadings _readings = new();
    private readonly bool _isClosed;

    /// <summary>Reads from the disk.</summary>
    /// <param name="readings">Archives that were looked through before.</param>
    public FileReferences(ArchiveReadings readings) => _readings = readings;

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

    /// <summary>Which of them are archives: what was read of them is their description.</summary>
    public IReadOnlySet<string> Archives => _archives;

    /// <summary>The archive at a path, see <see cref="ArchiveResolver"/>. It is kept by its description.</summary>
    public BundleArchive? Archive(string file, string reference, FaultList faults)
    {
        if (reference.Length == 0 || reference.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add("", "Must be the path of a file.");
            return null;
        }

        var path = Path.GetFullPath(reference, Path.GetDirectoryName(Path.GetFullPath(file))!);
        _archives.Add(path);
        if (!_read.TryGetValue(path, out var content))
        {
            _read[path] = content = _isClosed ? new FileContent(null, "Was not kept.") : _readings.Read(path);
        }

        if (content.Bytes is { } description)
        {
            return ArchiveDescription.Parse(description, path, faults);
        }

        faults.Add("", $"The file {path} can not be used: {content.Fault}");
        return null;
    }

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
