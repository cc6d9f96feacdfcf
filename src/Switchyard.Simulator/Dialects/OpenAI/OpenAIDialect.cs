using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary>What all endpoints of OpenAI's API have in common.</summary>
internal abstract class OpenAIDialect : Dialect
{
    public override byte[] Error(int statusCode, string message) => Json(json => json.Object("error", error =>
    {
        var (type, code) = Kind(statusCode);
        error.WriteString("message", message);
        error.WriteString("type", type);
        error.WriteNull("param");
        error.WriteString("code", code);
    }));

    public override ScriptedEvent ErrorEvent(Turn turn) => new(null, Error(500, "The server had an error while processing your request."));

    public override void SetHeaders(IHeaderDictionary headers, string requestId, int statusCode)
    {
        headers["x-request-id"] = requestId;
        headers["openai-version"] = "2020-10-01";
        headers["openai-processing-ms"] = "1";
    }

    private static (string Type, string? Code) Kind(int statusCode) => statusCode switch
    {
        400 => ("invalid_request_error", null),
        401 => ("invalid_request_error", "invalid_api_key"),
        403 => ("insufficient_permissions", "unsupported_country_region_territory"),
        404 => ("invalid_request_error", "model_not_found"),
        429 => ("requests", "rate_limit_exceeded"),
        _ => ("server_error", null),
    };
}
