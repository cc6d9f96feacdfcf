namespace Switchyard.Configuration.Sources;

/// <summary>One thing that is wrong with a configuration, and where.</summary>
/// <param name="File">Name of the file as it was given, or null when it is not in a file.</param>
/// <param name="Line">1-based line, 0 if unknown.</param>
/// <param name="Column">1-based column, 0 if unknown.</param>
/// <param name="Path">Path of the field, for example <c>providers[2].settings.timeouts.idle</c>; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right. Never repeats a secret.</param>
public sealed record ConfigurationFault(string? File, int Line, int Column, string Path, string Detail)
{
    /// <summary><c>file:line:column: path: detail</c>, without the parts that are unknown.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line == 0 ? $"{File}: " : $"{File}:{Line}:{Column}: ";
        return Path.Length == 0 ? $"{place}{Detail}" : $"{place}{Path}: {Detail}";
    }
}
