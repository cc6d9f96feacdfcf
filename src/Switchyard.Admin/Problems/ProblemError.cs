namespace Switchyard.Admin.Problems;

/// <summary>One faulty field of a request, or of a configuration text.</summary>
/// <param name="Field">Path of the field in the request's own spelling, for example <c>keys[1].label</c>; empty for the whole.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
internal sealed record ProblemError(string Field, string Detail)
{
    /// <summary>For a configuration: the path again, under the name that configuration errors have.</summary>
    public string? Path { get; init; }

    /// <summary>For a configuration: the file as the caller named it.</summary>
    public string? File { get; init; }

    /// <summary>1-based line in the file, if it is known.</summary>
    public int? Line { get; init; }

    /// <summary>1-based column in the file, if it is known.</summary>
    public int? Column { get; init; }
}
