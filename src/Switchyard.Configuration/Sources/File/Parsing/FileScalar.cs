namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Text, number, truth value or null.</summary>
internal sealed record FileScalar(FilePlace Place, string Text, FileScalarKind Kind) : FileNode(Place)
{
    /// <summary>The variable that was not looked up and that the value refers to, or null.</summary>
    public string? Unknown { get; init; }

    /// <summary>The value as it was written, before references in it were expanded.</summary>
    public string Written { get; init; } = Text;

    /// <summary>Where it begins and ends: characters of a YAML text, bytes of a JSON text in UTF-8.</summary>
    public (int Start, int End) Extent { get; init; }
}
