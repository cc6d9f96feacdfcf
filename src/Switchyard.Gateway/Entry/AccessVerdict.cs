using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Entry;

/// <summary>Whose request it is, or why it is refused.</summary>
public sealed record AccessVerdict
{
    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>His name.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The access key.</summary>
    public Guid AccessKeyId { get; init; }

    /// <summary>First instant at which the key is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>HTTP status of a refusal, 401 or 403; 0 when the client was recognised.</summary>
    public int Status { get; init; }

    /// <summary>Stable code of a refusal.</summary>
    public string Code { get; init; } = "";

    /// <summary>One sentence for the developer.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether the client was recognised.</summary>
    public bool IsAdmitted => Status == 0;

    internal static AccessVerdict Refused(Failure failure) => new() { Status = failure.Status, Code = failure.Code, Message = failure.Message };
}
