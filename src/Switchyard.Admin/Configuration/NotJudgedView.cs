namespace Switchyard.Admin.Configuration;

/// <summary>A field of a checked configuration that only the node it is for can judge.</summary>
/// <param name="Variable">The variable it refers to.</param>
/// <param name="Path">Path of the field.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
internal sealed record NotJudgedView(string Variable, string Path, int Line, int Column);
