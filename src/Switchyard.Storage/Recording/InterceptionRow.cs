namespace Switchyard.Storage.Recording;

/// <summary>A row of <c>interceptions</c>: one client request to an intercepted route, its usage included.</summary>
public sealed record InterceptionRow
{
    /// <summary>The interception; also the request id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run of the node's process that recorded it.</summary>
    public required Guid LifeId { get; init; }

    /// <summary>The node.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Its name.</summary>
    public required string Node { get; init; }

    /// <summary><c>running</c>, <c>completed</c>, <c>failed</c>, <c>cancelled</c> or <c>aborted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Revision of the configuration that served it.</summary>
    public long Revision { get; init; }

    /// <summary>The user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The access key.</summary>
    public required Guid AccessKeyId { get; init; }

    /// <summary>The provider that served it.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider key that served it; null with the client's own credential and for types without keys.</summary>
    public Guid? ProviderKeyId { get; init; }

    /// <summary><c>pool</c> or <c>byok</c>.</summary>
    public required string CredentialKind { get; init; }

    /// <summary>Masked form of the credential.</summary>
    public string? CredentialHint { get; init; }

    /// <summary>The upstream model.</summary>
    public required string Model { get; init; }

    /// <summary>The alias the client sent, or null.</summary>
    public string? Route { get; init; }

    /// <summary><c>chat_completions</c>, <c>responses</c> or <c>messages</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>The detected client.</summary>
    public required string Client { get; init; }

    /// <summary>The session as the client names it.</summary>
    public string? Session { get; init; }

    /// <summary>The session here: derived from user, client and its name, so that equal names of two users are two sessions.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Session of the agent, as its header said.</summary>
    public Guid? AgentSession { get; init; }

    /// <summary>Sequence of the agent, as its header said.</summary>
    public int? AgentSequence { get; init; }

    /// <summary>The interception that produced the tool call whose result this one carries.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The first of the thread; itself without a parent.</summary>
    public required Guid RootId { get; init; }

    /// <summary>Id of that tool call.</summary>
    public string? ToolResultId { get; init; }

    /// <summary>Status the client got.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Stable code of Switchyard's own failure, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Upstream attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Microseconds from arrival to the first byte relayed.</summary>
    public long? FirstByteMicros { get; init; }

    /// <summary>The upstream's id of the answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Whether tokens are estimates.</summary>
    public bool Estimated { get; init; }

    /// <summary>Whether a module answered from its cache, and nobody upstream was asked.</summary>
    public bool Cached { get; init; }

    /// <summary>Whether the upstream reported usage.</summary>
    public bool UsageReported { get; init; }

    /// <summary>Input neither read from nor written to a cache.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input read from a cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Input written to a five-minute cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Input written to a one-hour cache.</summary>
    public long CacheWriteHourTokens { get; init; }

    /// <summary>The part of the output that was reasoning.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>The part of the input that was audio.</summary>
    public long InputAudioTokens { get; init; }

    /// <summary>The part of the output that was audio.</summary>
    public long OutputAudioTokens { get; init; }

    /// <summary>Predicted tokens that were accepted.</summary>
    public long AcceptedPredictionTokens { get; init; }

    /// <summary>Predicted tokens that were rejected.</summary>
    public long RejectedPredictionTokens { get; init; }

    /// <summary>Web searches of the upstream.</summary>
    public long WebSearches { get; init; }

    /// <summary>Cost in billionths of a US dollar; null when the model had no price.</summary>
    public long? CostNanos { get; init; }

    /// <summary>Rows of texts and tool calls that belong to it.</summary>
    public int Children { get; init; }

    /// <summary>Place in the tail of usage; read there only, and given by the database.</summary>
    public long TailPosition { get; init; }
}
