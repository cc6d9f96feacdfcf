using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Dialects.Anthropic;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Bedrock;

/// <summary><c>POST /model/{id}/invoke</c> and <c>/model/{id}/invoke-with-response-stream</c> with a model of Anthropic.</summary>
internal sealed class BedrockDialect : MessagesDialect
{
    // Bedrock refuses members of Anthropic's own API that it does not know.
    private static readonly string[] Unsupported = ["model", "stream", "metadata", "service_tier", "container", "inference_geo"];

    public override IEventSpelling Spelling => EventStreamSpelling.Instance;

    public override Refusal? Refuse(RequestFacts facts, IHeaderDictionary headers, IQueryCollection query)
    {
        if (!facts.Members.Contains("anthropic_version"))
        {
            return new Refusal(400, "anthropic_version: Field required");
        }

        return Array.Find(Unsupported, facts.Members.Contains) is { } member
            ? new Refusal(400, $"{member}: Extra inputs are not permitted")
            : base.Refuse(facts, headers, query);
    }

    public override StreamScript Script(Turn turn)
    {
        var events = new MessageEvents(turn).All().Where(item => item.Name != "ping").ToList();
        if (events[^1].Name == "message_stop")
        {
            events[^1] = ScriptedEvent.Of("message_stop", json =>
            {
                json.WriteString("type", "message_stop");
                json.Object("amazon-bedrock-invocationMetrics", metrics =>
                {
                    metrics.WriteNumber("inputTokenCount", turn.InputTokens);
                    metrics.WriteNumber("outputTokenCount", turn.OutputTokens);
                    metrics.WriteNumber("invocationLatency", 1);
                    metrics.WriteNumber("firstByteLatency", 1);
                });
            });
        }

        return new StreamScript(events);
    }

    public override byte[] Error(int statusCode, string message) => Json(json => json.WriteString("message", message));

    public override ScriptedEvent ErrorEvent(Turn turn) => new(EventStreamSpelling.Exception, Error(500, "The system encountered an unexpected error."));

    public override void SetHeaders(IHeaderDictionary headers, string requestId, int statusCode)
    {
        headers["x-amzn-RequestId"] = requestId;
        if (statusCode >= 400)
        {
            headers["x-amzn-ErrorType"] = Kind(statusCode);
        }
    }

    private static string Kind(int statusCode) => statusCode switch
    {
        400 => "ValidationException",
        401 or 403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        408 => "ModelTimeoutException",
        424 => "ModelErrorException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        _ => "InternalServerException",
    };
}
