using Switchyard.Storage.Recording;

namespace Switchyard.Admin.Interceptions;

/// <summary>An interception as the API shows it.</summary>
internal record InterceptionView
{
    public Guid Id { get; init; }

    /// <summary>The same id, by the name of the header <c>X-Switchyard-Request-Id</c>.</summary>
    public Guid RequestId { get; init; }

    public string Status { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long? DurationMs { get; init; }

    public double? TimeToFirstByteMs { get; init; }

    public long Revision { get; init; }

    public Guid NodeId { get; init; }

    public string Node { get; init; } = "";

    public Guid UserId { get; init; }

    /// <summary>Name of the user; null when the user is not in the database.</summary>
    public string? User { get; init; }

    public Guid AccessKeyId { get; init; }

    public Guid ProviderId { get; init; }

    /// <summary>Name of the provider when it served; it stays when the provider is renamed or deleted.</summary>
    public string Provider { get; init; } = "";

    public CredentialView Credential { get; init; } = new("pool", null, null);

    public string Model { get; init; } = "";

    public string? Route { get; init; }

    public string Format { get; init; } = "";

    public bool Stream { get; init; }

    public string Client { get; init; } = "";

    public string? Session { get; init; }

    public Guid? SessionId { get; init; }

    public Guid? AgentSession { get; init; }

    public int? AgentSequence { get; init; }

    public Guid? ParentId { get; init; }

    public Guid RootId { get; init; }

    public int? HttpStatus { get; init; }

    public string? Error { get; init; }

    public int Attempts { get; init; }

    public string? ResponseId { get; init; }

    public bool Estimated { get; init; }

    public bool Cached { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CacheReadTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long CacheWriteHourTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long InputAudioTokens { get; init; }

    public long OutputAudioTokens { get; init; }

    public long AcceptedPredictionTokens { get; init; }

    public long RejectedPredictionTokens { get; init; }

    public long WebSearches { get; init; }

    /// <summary>Cost in US dollars; null while it runs and when the model had no price.</summary>
    public decimal? Cost { get; init; }

    public static InterceptionView Of(InterceptionRow row, IReadOnlyDictionary<Guid, string> users) => Of<InterceptionView>(row, users);

    // One mapping for the view and what derives from it.
    public static T Of<T>(InterceptionRow row, IReadOnlyDictionary<Guid, string> users)
        where T : InterceptionView, new() => new()
    {
        Id = row.Id,
        RequestId = row.Id,
        Status = row.Status,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        DurationMs = row.EndedAt is { } end ? (long)(end - row.StartedAt).TotalMilliseconds : null,
        TimeToFirstByteMs = row.FirstByteMicros / 1000.0,
        Revision = row.Revision,
        NodeId = row.NodeId,
        Node = row.Node,
        UserId = row.UserId,
        User = users.GetValueOrDefault(row.UserId),
        AccessKeyId = row.AccessKeyId,
        ProviderId = row.ProviderId,
        Provider = row.Provider,
        Credential = new CredentialView(row.CredentialKind, row.CredentialHint, row.ProviderKeyId),
        Model = row.Model,
        Route = row.Route,
        Format = row.Format,
        Stream = row.Stream,
        Client = row.Client,
        Session = row.Session,
        SessionId = row.SessionId,
        AgentSession = row.AgentSession,
        AgentSequence = row.AgentSequence,
        ParentId = row.ParentId,
        RootId = row.RootId,
        HttpStatus = row.HttpStatus,
        Error = row.ErrorCode,
        Attempts = row.Attempts,
        ResponseId = row.ResponseId,
        Estimated = row.Estimated,
        Cached = row.Cached,
        InputTokens = row.InputTokens,
        OutputTokens = row.OutputTokens,
        CacheReadTokens = row.CacheReadTokens,
        CacheWriteTokens = row.CacheWriteTokens,
        CacheWriteHourTokens = row.CacheWriteHourTokens,
        ReasoningTokens = row.ReasoningTokens,
        InputAudioTokens = row.InputAudioTokens,
        OutputAudioTokens = row.OutputAudioTokens,
        AcceptedPredictionTokens = row.AcceptedPredictionTokens,
        RejectedPredictionTokens = row.RejectedPredictionTokens,
        WebSearches = row.WebSearches,
        Cost = row.CostNanos is { } nanos ? RecordingQuery.Dollars(nanos) : null,
    };
}
