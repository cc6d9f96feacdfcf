using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Switchyard.Console.Paths;

namespace Switchyard.Console.Assets;

/// <summary>The files that are embedded in the program, each by its name.</summary>
internal static class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly FrozenDictionary<string, ConsoleFile> ByName = typeof(ConsoleFiles).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], static name => Read(name), StringComparer.Ordinal);

    /// <summary>Every file.</summary>
    public static IEnumerable<ConsoleFile> All => ByName.Values;

    /// <summary>Where a page finds the file <paramref name="name"/>.</summary>
    public static string PathOf(string name) => ByName[name].Path;

    private static ConsoleFile Read(string resource)
    {
        using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var name = resource[Prefix.Length..];
        var extension = Path.GetExtension(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        return new ConsoleFile($"{ConsolePaths.Root}/assets/{Path.GetFileNameWithoutExtension(name)}.{hash}{extension}", TypeOf(extension), bytes, compressed.ToArray());
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"A file of the console has the extension {extension}, which has no type here."),
    };
}
