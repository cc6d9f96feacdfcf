namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Text, number, truth value or null.</summary>
internal sealed record FileScalar(FilePlace Place, string Text, FileScalarKind Kind) : FileNode(Place);
