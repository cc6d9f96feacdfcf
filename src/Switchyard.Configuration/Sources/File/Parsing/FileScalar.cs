namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Text, number, truth value or null.</summary>
internal sealed record FileScalar(FilePlace Place, string Text, FileScalarKind Kind) : FileNode(Place)
{
    /// <summary>The variable that was not looked up and that the value refers to, or null.</summary>
    public string? Unknown { get; init; }
}
