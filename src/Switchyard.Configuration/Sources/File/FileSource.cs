using System.Text;
using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Sources.File;

/// <summary>
/// The configuration files of a node, laid over each other in the order given. A directory stands for its <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> files in ordinal order of their names,
/// without hidden ones and without subdirectories.
/// </summary>
/// <param name="paths">Files and directories; none for a node without files.</param>
/// <param name="environment">The value of a variable, or null when it is not set; the process environment if left out.</param>
public sealed class FileSource(IReadOnlyList<string> paths, Func<string, string?>? environment = null)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FileReader _reader = new(environment ?? Environment.GetEnvironmentVariable);

    /// <summary>The paths as they were given.</summary>
    public IReadOnlyList<string> Paths { get; } = [.. paths];

    /// <summary>Reads all files now.</summary>
    /// <exception cref="ConfigurationRejectedException">Something is missing, unreadable or wrong; it names every fault of every file.</exception>
    public async Task<FilePart> ReadAsync(CancellationToken cancellationToken)
    {
        var faults = new List<ConfigurationFault>();
        var whole = FilePart.Empty;
        foreach (var path in Paths)
        {
            foreach (var file in Expand(path, faults))
            {
                if (await TextOfAsync(file, faults, cancellationToken) is { } text)
                {
                    var (part, found) = _reader.Read(file, text);
                    faults.AddRange(found);
                    whole = whole.Overlay(part);
                }
            }
        }

        return faults.Count == 0 ? whole : throw new ConfigurationRejectedException(faults);
    }

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

    private static async Task<string?> TextOfAsync(string file, List<ConfigurationFault> faults, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await ReadAtMostAsync(file, cancellationToken);
            if (bytes.Length <= FileReader.MaxBytes)
            {
                return StrictUtf8.GetString(bytes.AsSpan().StartsWith<byte>([0xef, 0xbb, 0xbf]) ? bytes.AsSpan(3) : bytes);
            }

            faults.Add(new ConfigurationFault(file, 0, 0, "", $"Is larger than {FileReader.MaxBytes >> 20} MiB."));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add(new ConfigurationFault(file, 0, 0, "", "Does not exist."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(new ConfigurationFault(file, 0, 0, "", $"Can not be read: {failure.Message}"));
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new ConfigurationFault(file, 0, 0, "", "Is not UTF-8 text."));
        }

        return null;
    }

    private static async Task<byte[]> ReadAtMostAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);
        var buffer = new byte[FileReader.MaxBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }
}
