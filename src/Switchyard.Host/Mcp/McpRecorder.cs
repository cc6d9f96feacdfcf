using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Gateway.Recording;

namespace Switchyard.Host.Mcp;

/// <summary>Puts calls through <c>/mcp</c> on record, in the words that calls of models are recorded in.</summary>
internal sealed class McpRecorder(DirectCalls calls) : IMcpRecorder
{
    /// <inheritdoc />
    public void Called(McpCallRecord call)
    {
        var (outcome, error) = call.Outcome switch
        {
            "ok" => ("ok", (string?)null),
            "tool_error" => ("error", "tool_error"),
            "error" => ("failed", "tool_error"),
            "cancelled" => ("cancelled", "request_stopped"),
            "call_timeout" or "call_lost" or "task_expired" or "task_unknown" or "task_result_too_large" => ("failed", call.Outcome),
            var refusal => ("refused", refusal),
        };
        calls.Record(new DirectCall(call.Caller.UserId, call.Caller.AccessKeyId, call.Bundle, call.Tool, call.Arguments, outcome, error, call.StartedAt, call.Duration));
    }
}
