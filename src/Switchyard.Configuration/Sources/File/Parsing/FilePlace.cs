namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>A place in a file.</summary>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column in characters.</param>
internal readonly record struct FilePlace(int Line, int Column);
