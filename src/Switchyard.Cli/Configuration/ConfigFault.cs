namespace Switchyard.Cli.Configuration;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="File">The file as it was named, or null.</param>
/// <param name="Line">1-based line, 0 if unknown.</param>
/// <param name="Column">1-based column, 0 if unknown.</param>
/// <param name="Path">Path of the field; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record ConfigFault(string? File, int Line, int Column, string Path, string Detail)
{
    /// <summary><c>file:line:column: path: detail</c>, as compilers write it; without the parts that are unknown.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line == 0 ? $"{File}: " : $"{File}:{Line}:{Column}: ";
        return Path.Length == 0 ? $"{place}{Detail}" : $"{place}{Path}: {Detail}";
    }
}
