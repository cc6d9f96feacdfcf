using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>The columns of <c>interceptions</c>, once for reading and writing.</summary>
internal static class InterceptionColumns
{
    /// <summary>All of them, for a SELECT.</summary>
    public const string Names =
        """
        id, life_id, node_id, node, status, started_at, ended_at, revision, user_id, access_key_id, provider_id, provider,
        provider_key_id, credential_kind, credential_hint, model, route, format, stream, client, session, session_id,
        agent_session, agent_sequence, parent_id, root_id, tool_result_id, http_status, error_code, attempts, first_byte_micros,
        response_id, estimated, usage_reported, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
        cache_write_hour_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens, accepted_prediction_tokens,
        rejected_prediction_tokens, web_searches, cost_nanos, children, cached
        """;

    /// <summary>All of them, for an INSERT.</summary>
    public static BulkColumn<InterceptionRow>[] All { get; } =
    [
        new("id", row => row.Id),
        new("life_id", row => row.LifeId),
        new("node_id", row => row.NodeId),
        new("node", row => row.Node),
        new("status", row => row.Status),
        new("started_at", row => row.StartedAt),
        new("ended_at", row => row.EndedAt),
        new("revision", row => row.Revision),
        new("user_id", row => row.UserId),
        new("access_key_id", row => row.AccessKeyId),
        new("provider_id", row => row.ProviderId),
        new("provider", row => row.Provider),
        new("provider_key_id", row => row.ProviderKeyId),
        new("credential_kind", row => row.CredentialKind),
        new("credential_hint", row => row.CredentialHint),
        new("model", row => row.Model),
        new("route", row => row.Route),
        new("format", row => row.Format),
        new("stream", row => row.Stream),
        new("client", row => row.Client),
        new("session", row => row.Session),
        new("session_id", row => row.SessionId),
        new("agent_session", row => row.AgentSession),
        new("agent_sequence", row => row.AgentSequence),
        new("parent_id", row => row.ParentId),
        new("root_id", row => row.RootId),
        new("tool_result_id", row => row.ToolResultId),
        new("http_status", row => row.HttpStatus),
        new("error_code", row => row.ErrorCode),
        new("attempts", row => row.Attempts),
        new("first_byte_micros", row => row.FirstByteMicros),
        new("response_id", row => row.ResponseId),
        new("estimated", row => row.Estimated),
        new("usage_reported", row => row.UsageReported),
        new("input_tokens", row => row.InputTokens),
        new("output_tokens", row => row.OutputTokens),
        new("cache_read_tokens", row => row.CacheReadTokens),
        new("cache_write_tokens", row => row.CacheWriteTokens),
        new("cache_write_hour_tokens", row => row.CacheWriteHourTokens),
        new("reasoning_tokens", row => row.ReasoningTokens),
        new("input_audio_tokens", row => row.InputAudioTokens),
        new("output_audio_tokens", row => row.OutputAudioTokens),
        new("accepted_prediction_tokens", row => row.AcceptedPredictionTokens),
        new("rejected_prediction_tokens", row => row.RejectedPredictionTokens),
        new("web_searches", row => row.WebSearches),
        new("cost_nanos", row => row.CostNanos),
        new("children", row => row.Children),
        new("cached", row => row.Cached),
    ];
}
