namespace Switchyard.Admin.Client.Configuration;

/// <summary>A field of a checked configuration that refers to an environment variable without a default.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Path">Path of the field.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
public sealed record NotJudgedField(string Variable, string Path, int Line, int Column);
