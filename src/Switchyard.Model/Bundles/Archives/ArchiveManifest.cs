namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// What Switchyard needs of the <c>manifest.json</c> of an MCPB archive (manifest versions 0.1 to 0.4), with the overrides of Linux applied. What it says for shops and desktops is left out.
/// </summary>
public sealed record ArchiveManifest
{
    /// <summary>The manifest versions that are read.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["0.1", "0.2", "0.3", "0.4"];

    /// <summary>Version of the manifest's own format.</summary>
    public required string ManifestVersion { get; init; }

    /// <summary>What its author named it.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, as its author counts.</summary>
    public required string Version { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>What it is for, may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary><c>node</c>, <c>python</c>, <c>binary</c> or <c>uv</c>: what has to be on the nodes to run it.</summary>
    public required string Runtime { get; init; }

    /// <summary>The server's main file, relative to the archive.</summary>
    public required string EntryPoint { get; init; }

    /// <summary>The program, perhaps with variables.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments, perhaps with variables.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Its environment, perhaps with variables; sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new SortedDictionary<string, string>();

    /// <summary>What whoever installs it may or must say, sorted by key.</summary>
    public IReadOnlyList<ArchiveField> Fields { get; init; } = [];
}
