using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Dialects.OpenAI;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Azure;

/// <summary><c>POST /openai/deployments/{deployment}/chat/completions?api-version=…</c>.</summary>
internal sealed class AzureChatDialect : ChatCompletionsDialect
{
    public override Refusal? Refuse(RequestFacts facts, IHeaderDictionary headers, IQueryCollection query) =>
        string.IsNullOrEmpty(query["api-version"]) ? new Refusal(404, "Resource not found") : null;

    public override void SetHeaders(IHeaderDictionary headers, string requestId, int statusCode)
    {
        base.SetHeaders(headers, requestId, statusCode);
        headers["apim-request-id"] = requestId;
    }

    protected override IEnumerable<ScriptedEvent> Events(Turn turn) => base.Events(turn).Prepend(PromptFilter());

    // Azure begins every stream with a chunk that has no choices and empty ids.
    private static ScriptedEvent PromptFilter() => ScriptedEvent.Of(null, json =>
    {
        json.Array("choices");
        json.WriteNumber("created", 0);
        json.WriteString("id", "");
        json.WriteString("model", "");
        json.WriteString("object", "");
        json.Array("prompt_filter_results", results => results.Item(result =>
        {
            result.WriteNumber("prompt_index", 0);
            result.Object("content_filter_results", _ => { });
        }));
    });
}
