namespace Switchyard.Configuration.Sources;

/// <summary>A value of a configuration that could not be judged, because it refers to a variable that was not looked up.</summary>
/// <param name="Variable">Name of the variable.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Path">Path of the field.</param>
public sealed record UnknownReference(string Variable, int Line, int Column, string Path);
