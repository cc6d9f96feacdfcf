using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Testing.Archives;

/// <summary>Makes MCPB archives, good ones and others, entry by entry.</summary>
public sealed class McpbFile
{
    /// <summary>A manifest of a Node server without settings.</summary>
    public const string PlainManifest = """{"manifest_version":"0.3","name":"plain","version":"1.0.0","server":{"type":"node","entry_point":"server.js"}}""";

    private readonly List<(string Name, byte[] Content, int Mode)> _entries = [];

    /// <summary>One with <see cref="PlainManifest"/> and its file.</summary>
    public static McpbFile Plain() => new McpbFile().Add("manifest.json", PlainManifest).Add("server.js", "// nothing");

    /// <summary>SHA-256 of <paramref name="archive"/>, as definitions name it.</summary>
    public static string HashOf(byte[] archive) => Convert.ToHexStringLower(SHA256.HashData(archive));

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="content">Its content.</param>
    /// <param name="mode">Its Unix mode with its kind; 0 as systems without modes write it.</param>
    public McpbFile Add(string name, byte[] content, int mode = 0)
    {
        _entries.Add((name, content, mode));
        return this;
    }

    /// <summary>Adds a file of text.</summary>
    public McpbFile Add(string name, string content, int mode = 0) => Add(name, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>Adds the files of a directory, and what is below it.</summary>
    public McpbFile AddDirectory(string source, string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal))
        {
            Add(prefix + Path.GetRelativePath(source, file), File.ReadAllBytes(file));
        }

        return this;
    }

    /// <summary>The archive.</summary>
    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in _entries)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.ExternalAttributes = mode << 16;
                using var file = entry.Open();
                file.Write(content);
            }
        }

        return stream.ToArray();
    }
}
