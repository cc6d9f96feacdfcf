using System.Text;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Configuration.Sources.File.References;
using Switchyard.Model.Modules;

namespace Switchyard.Configuration.Sources.File;

/// <summary>
/// The configuration files of a node, laid over each other in the order given. A directory stands for its <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> files in ordinal order of their names,
/// without hidden ones and without subdirectories.
/// </summary>
/// <param name="paths">Files and directories; none for a node without files.</param>
/// <param name="environment">The value of a variable, or null when it is not set; the process environment if left out.</param>
/// <param name="modules">The types of modules that files may name; those of the product if left out.</param>
public sealed class FileSource(IReadOnlyList<string> paths, Func<string, string?>? environment = null, ModuleCatalog? modules = null)
{
    internal static readonly string[] Extensions = [".yaml", ".yml", ".json"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;
    private readonly ArchiveReadings _readings = new();
    private FileReading? _last;
    private long _reads;

    /// <summary>The paths as they were given.</summary>
    public IReadOnlyList<string> Paths { get; } = [.. paths];

    /// <summary>The value of a variable of the node, or null when it is not set.</summary>
    internal string? VariableOf(string name) => _environment(name);

    /// <summary>The last read, whether what it found was good or not; null before the first.</summary>
    public FileReading? Last => Volatile.Read(ref _last);

    /// <summary>How often they were read so far.</summary>
    internal long Reads => Volatile.Read(ref _reads);

    /// <summary>Reads all files now. <see cref="Last"/> then tells which bytes the answer, or the refusal, is of.</summary>
    /// <exception cref="ConfigurationRejectedException">Something is missing, unreadable or wrong; it names every fault of every file.</exception>
    public async Task<FilePart> ReadAsync(CancellationToken cancellationToken) => (await ReadGoodAsync(cancellationToken)).Part;

    /// <summary>As <see cref="ReadAsync"/>, with all that is needed to read the same again.</summary>
    internal async Task<GoodFiles> ReadGoodAsync(CancellationToken cancellationToken)
    {
        // Files are small and local as a rule; on a network they may be slow, and then it is this thread that waits and no request.
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var faults = new List<ConfigurationFault>();
        var references = new FileReferences(_readings);
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        var contents = Contents(faults);
        var whole = Read(contents, new FileReader(name => variables[name] = _environment(name), references.Resolve, modules, archives: references.Archive), faults);
        Volatile.Write(ref _last, FileReading.Of(contents, references.Read, references.Archives));
        Interlocked.Increment(ref _reads);
        if (faults.Count > 0)
        {
            throw new ConfigurationRejectedException(faults);
        }

        return new GoodFiles(whole, new FileMaterial(
            [.. contents.Select(file => KeyValuePair.Create(file.Key, file.Value.Bytes!))], references.Read.ToDictionary(file => file.Key, file => file.Value.Bytes!), variables));
    }

    /// <summary>Reads what an earlier reading was made of. Looks at no file and no variable.</summary>
    /// <exception cref="ConfigurationRejectedException">This version of Switchyard does not take it.</exception>
    internal GoodFiles Read(FileMaterial material)
    {
        var faults = new List<ConfigurationFault>();
        var references = new FileReferences(material.References);
        var reader = new FileReader(material.Variables.GetValueOrDefault, references.Resolve, modules, archives: references.Archive);
        var whole = Read([.. material.Files.Select(file => KeyValuePair.Create(file.Key, new FileContent(file.Value, null)))], reader, faults);
        return faults.Count == 0 ? new GoodFiles(whole, material) : throw new ConfigurationRejectedException(faults);
    }

    /// <summary>Whether the files have other bytes now than at the last read. Nothing is remembered between two calls but what <see cref="ReadAsync"/> saw.</summary>
    public async Task<bool> HasChangedAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var last = Last;
        if (last is null)
        {
            return true;
        }

        var references = last.References.Select(path => KeyValuePair.Create(path, last.Archives.Contains(path) ? _readings.Read(path) : FileContent.Read(path, FileReferences.MaxBytes)));
        return last.Hash != FileReading.Of(Contents([]), references, last.Archives).Hash;
    }

    private static FilePart Read(List<KeyValuePair<string, FileContent>> contents, FileReader reader, List<ConfigurationFault> faults)
    {
        var whole = FilePart.Empty;
        foreach (var (file, content) in contents)
        {
            if (TextOf(file, content, faults) is { } text)
            {
                var (part, found) = reader.Read(file, text);
                faults.AddRange(found);
                whole = whole.Overlay(part);
            }
        }

        faults.AddRange(PartRules.Faults(whole));
        return whole;
    }

    private List<KeyValuePair<string, FileContent>> Contents(List<ConfigurationFault> faults) =>
        [.. Paths.SelectMany(path => Expand(path, faults)).Select(file => KeyValuePair.Create(file, FileContent.Read(file, FileReader.MaxBytes)))];

    private static IReadOnlyList<string> Expand(string path, List<ConfigurationFault> faults)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return
                [
                    .. Directory.EnumerateFiles(path)
                        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && !Path.GetFileName(file).StartsWith('.'))
                        .Order(StringComparer.Ordinal),
                ];
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(new ConfigurationFault(path, 0, 0, "", $"Can not be listed: {failure.Message}"));
            return [];
        }

        return [path];
    }

    private static string? TextOf(string file, FileContent content, List<ConfigurationFault> faults)
    {
        if (content.Bytes is not { } bytes)
        {
            faults.Add(new ConfigurationFault(file, 0, 0, "", content.Fault!));
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes.AsSpan().StartsWith<byte>([0xef, 0xbb, 0xbf]) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new ConfigurationFault(file, 0, 0, "", "Is not UTF-8 text."));
            return null;
        }
    }
}
