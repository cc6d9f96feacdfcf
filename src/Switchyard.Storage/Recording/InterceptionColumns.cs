using System.Data;
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
    public static BulkStatement<InterceptionRow>.Column[] All { get; } =
    [
        new("id", DbType.String, row => row.Id),
        new("life_id", DbType.String, row => row.LifeId),
        new("node_id", DbType.String, row => row.NodeId),
        new("node", DbType.String, row => row.Node),
        new("status", DbType.String, row => row.Status),
        new("started_at", DbType.Int64, row => row.StartedAt),
        new("ended_at", DbType.Int64, row => row.EndedAt),
        new("revision", DbType.Int64, row => row.Revision),
        new("user_id", DbType.String, row => row.UserId),
        new("access_key_id", DbType.String, row => row.AccessKeyId),
        new("provider_id", DbType.String, row => row.ProviderId),
        new("provider", DbType.String, row => row.Provider),
        new("provider_key_id", DbType.String, row => row.ProviderKeyId),
        new("credential_kind", DbType.String, row => row.CredentialKind),
        new("credential_hint", DbType.String, row => row.CredentialHint),
        new("model", DbType.String, row => row.Model),
        new("route", DbType.String, row => row.Route),
        new("format", DbType.String, row => row.Format),
        new("stream", DbType.Boolean, row => row.Stream),
        new("client", DbType.String, row => row.Client),
        new("session", DbType.String, row => row.Session),
        new("session_id", DbType.String, row => row.SessionId),
        new("agent_session", DbType.String, row => row.AgentSession),
        new("agent_sequence", DbType.Int32, row => row.AgentSequence),
        new("parent_id", DbType.String, row => row.ParentId),
        new("root_id", DbType.String, row => row.RootId),
        new("tool_result_id", DbType.String, row => row.ToolResultId),
        new("http_status", DbType.Int32, row => row.HttpStatus),
        new("error_code", DbType.String, row => row.ErrorCode),
        new("attempts", DbType.Int32, row => row.Attempts),
        new("first_byte_micros", DbType.Int64, row => row.FirstByteMicros),
        new("response_id", DbType.String, row => row.ResponseId),
        new("estimated", DbType.Boolean, row => row.Estimated),
        new("usage_reported", DbType.Boolean, row => row.UsageReported),
        new("input_tokens", DbType.Int64, row => row.InputTokens),
        new("output_tokens", DbType.Int64, row => row.OutputTokens),
        new("cache_read_tokens", DbType.Int64, row => row.CacheReadTokens),
        new("cache_write_tokens", DbType.Int64, row => row.CacheWriteTokens),
        new("cache_write_hour_tokens", DbType.Int64, row => row.CacheWriteHourTokens),
        new("reasoning_tokens", DbType.Int64, row => row.ReasoningTokens),
        new("input_audio_tokens", DbType.Int64, row => row.InputAudioTokens),
        new("output_audio_tokens", DbType.Int64, row => row.OutputAudioTokens),
        new("accepted_prediction_tokens", DbType.Int64, row => row.AcceptedPredictionTokens),
        new("rejected_prediction_tokens", DbType.Int64, row => row.RejectedPredictionTokens),
        new("web_searches", DbType.Int64, row => row.WebSearches),
        new("cost_nanos", DbType.Int64, row => row.CostNanos),
        new("children", DbType.Int32, row => row.Children),
        new("cached", DbType.Boolean, row => row.Cached),
    ];
}
