namespace Switchyard.Admin.Client.Problems;

/// <summary>The control plane refused a request, with a problem document (RFC 9457).</summary>
/// <param name="status">HTTP status, 400 to 599.</param>
/// <param name="code">Stable name of the problem, for example <c>name_taken</c>; <c>status_NNN</c> when the answer was no problem document.</param>
/// <param name="detail">What happened and what helps, for people.</param>
/// <param name="errors">Every faulty field; empty when the problem is not about fields.</param>
public sealed class SwitchyardApiException(int status, string code, string detail, IReadOnlyList<ApiError> errors) : Exception(detail)
{
    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>Stable name of the problem.</summary>
    public string Code { get; } = code;

    /// <summary>Every faulty field.</summary>
    public IReadOnlyList<ApiError> Errors { get; } = errors;

    /// <summary>The configuration file that owns the object, for the code <c>file_owned</c>; else null.</summary>
    public string? File { get; init; }

    /// <summary>1-based line in <see cref="File"/>, or null.</summary>
    public int? Line { get; init; }

    /// <summary>Time after which the same request may succeed, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
