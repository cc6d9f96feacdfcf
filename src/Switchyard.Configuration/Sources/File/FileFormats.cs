namespace Switchyard.Configuration.Sources.File;

/// <summary>Tells formats by file names.</summary>
internal static class FileFormats
{
    /// <summary>JSON for <c>.json</c> at the end, YAML for anything else.</summary>
    public static FileFormat Of(string file) => file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FileFormat.Json : FileFormat.Yaml;
}
