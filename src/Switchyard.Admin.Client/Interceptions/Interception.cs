namespace Switchyard.Admin.Client.Interceptions;

/// <summary>One request of a client to an intercepted route.</summary>
public record Interception
{
    /// <summary>UUIDv7; the client was told it in <c>X-Switchyard-Request-Id</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>aborted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it took in milliseconds; null while it runs.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Milliseconds to the first byte of the answer, or null.</summary>
    public double? TimeToFirstByteMs { get; init; }

    /// <summary>The configuration revision that served it from start to end.</summary>
    public long Revision { get; init; }

    /// <summary>Name of the node that served it.</summary>
    public string Node { get; init; } = "";

    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>Name of the user; null when there is none any more.</summary>
    public string? User { get; init; }

    /// <summary>The access key.</summary>
    public Guid AccessKeyId { get; init; }

    /// <summary>Name of the provider when it served.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Which upstream credential served.</summary>
    public InterceptionCredential? Credential { get; init; }

    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The route that led there; of a call through <c>/mcp</c> the workspace.</summary>
    public string? Route { get; init; }

    /// <summary>Which API it spoke.</summary>
    public string Format { get; init; } = "";

    /// <summary>Whether the answer was streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>The client.</summary>
    public string Client { get; init; } = "";

    /// <summary>The session as the client named it, or null.</summary>
    public string? Session { get; init; }

    /// <summary>Its session, or null.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The interception before it in its thread, or null.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The first interception of its thread.</summary>
    public Guid RootId { get; init; }

    /// <summary>Status of the answer, or null.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Why it failed, a stable code; null if it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Upstream attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether tokens are estimated.</summary>
    public bool Estimated { get; init; }

    /// <summary>Input tokens neither read from nor written to a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input tokens read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input tokens written to a five-minute cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input tokens written to a one-hour cache.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Cost in US dollars; null while it runs and when the model has no price.</summary>
    public decimal? Cost { get; init; }
}
