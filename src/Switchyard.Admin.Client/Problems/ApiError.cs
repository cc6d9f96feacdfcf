namespace Switchyard.Admin.Client.Problems;

/// <summary>One faulty field of a request, or of a configuration text.</summary>
/// <param name="Field">Path of the field, for example <c>keys[1].label</c>; empty for the whole request.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
public sealed record ApiError(string Field, string Detail)
{
    /// <summary>For a configuration: the file as the caller named it, or null.</summary>
    public string? File { get; init; }

    /// <summary>1-based line in <see cref="File"/>, or null.</summary>
    public int? Line { get; init; }

    /// <summary>1-based column in <see cref="File"/>, or null.</summary>
    public int? Column { get; init; }
}
