using System.Text.Json;
using Switchyard.Simulator.Requests;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary>The <c>usage</c> object of messages.</summary>
internal static class MessageUsage
{
    public static void Write(Utf8JsonWriter usage, Turn turn, int outputTokens)
    {
        var details = turn.Behavior.Details;
        usage.WriteNumber("input_tokens", turn.InputTokens);
        usage.WriteNumber("cache_creation_input_tokens", details.CacheWrite5m + details.CacheWrite1h);
        usage.WriteNumber("cache_read_input_tokens", details.Cached);
        usage.Object("cache_creation", json =>
        {
            json.WriteNumber("ephemeral_5m_input_tokens", details.CacheWrite5m);
            json.WriteNumber("ephemeral_1h_input_tokens", details.CacheWrite1h);
        });
        usage.WriteNumber("output_tokens", outputTokens);
        usage.WriteString("service_tier", "standard");
        WriteServerTools(usage, turn);
    }

    /// <summary>The totals a stream reports at its end.</summary>
    public static void WriteFinal(Utf8JsonWriter usage, Turn turn)
    {
        var details = turn.Behavior.Details;
        usage.WriteNumber("input_tokens", turn.InputTokens);
        usage.WriteNumber("cache_creation_input_tokens", details.CacheWrite5m + details.CacheWrite1h);
        usage.WriteNumber("cache_read_input_tokens", details.Cached);
        usage.WriteNumber("output_tokens", turn.OutputTokens);
        WriteServerTools(usage, turn);
    }

    private static void WriteServerTools(Utf8JsonWriter usage, Turn turn)
    {
        if (turn.Behavior.Details.WebSearches > 0)
        {
            usage.Object("server_tool_use", tools => tools.WriteNumber("web_search_requests", turn.Behavior.Details.WebSearches));
        }
    }
}
