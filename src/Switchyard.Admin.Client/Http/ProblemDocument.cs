using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Http;

/// <summary>A problem document as it stands on the wire.</summary>
internal sealed record ProblemDocument
{
    public string? Code { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    public IReadOnlyList<ApiError>? Errors { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }
}
