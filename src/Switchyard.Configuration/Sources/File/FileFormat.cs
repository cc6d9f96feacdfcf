namespace Switchyard.Configuration.Sources.File;

/// <summary>How a configuration is written.</summary>
public enum FileFormat
{
    /// <summary>YAML 1.2, of which JSON scalars, maps, lists and aliases.</summary>
    Yaml,

    /// <summary>JSON (RFC 8259), without comments.</summary>
    Json,
}
