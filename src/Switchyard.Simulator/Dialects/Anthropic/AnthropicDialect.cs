using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Anthropic;

/// <summary>What all endpoints of Anthropic's API have in common.</summary>
internal abstract class AnthropicDialect : Dialect
{
    public override byte[] Error(int statusCode, string message) => Json(json =>
    {
        json.WriteString("type", "error");
        json.Object("error", error =>
        {
            error.WriteString("type", Kind(statusCode));
            error.WriteString("message", message);
        });
        json.WriteString("request_id", "req_sim");
    });

    public override ScriptedEvent ErrorEvent(Turn turn) => new("error", Error(529, "Overloaded"));

    public override void SetHeaders(IHeaderDictionary headers, string requestId, int statusCode) => headers["request-id"] = requestId;

    private static string Kind(int statusCode) => statusCode switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
}
