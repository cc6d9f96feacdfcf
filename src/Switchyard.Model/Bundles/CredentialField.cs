using Switchyard.Model.Secrets;

namespace Switchyard.Model.Bundles;

/// <summary>A credential that a bundle's server takes, and how it is handed over: as an environment variable, as a file, or as a header; of an archive, as its manifest says. Never as an argument.</summary>
public sealed record CredentialField
{
    /// <summary>Unique within the bundle.</summary>
    public required string Name { get; init; }

    /// <summary>Environment variable that carries the value, or null.</summary>
    public string? Env { get; init; }

    /// <summary>Environment variable that carries the path of a file (mode 0600, removed once the server has started) with the value, or null.</summary>
    public string? FileEnv { get; init; }

    /// <summary>Header that carries the value to a remote server, or null.</summary>
    public string? Header { get; init; }

    /// <summary>Whether the bundle can not start without it.</summary>
    public bool Required { get; init; }

    /// <summary>What people read beside the field, may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What holds while no value is stored: a reference of a file that was resolved, or the definition's default; null for nothing.</summary>
    public Secret? Default { get; init; }
}
