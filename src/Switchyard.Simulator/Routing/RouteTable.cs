using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Dialects;
using Switchyard.Simulator.Dialects.Anthropic;
using Switchyard.Simulator.Dialects.Azure;
using Switchyard.Simulator.Dialects.Bedrock;
using Switchyard.Simulator.Dialects.OpenAI;

namespace Switchyard.Simulator.Routing;

/// <summary>
/// Finds the endpoint of a request. One path segment may come before the API's own path, so that one simulator can be several providers with different
/// base URLs; a doubled <c>/v1/v1</c> is not found, as with the real providers.
/// </summary>
internal sealed class RouteTable(IReadOnlyList<string> models)
{
    private readonly StoredResponses _stored = new();
    private readonly Route _embeddings = new(new EmbeddingsDialect());
    private readonly Route _messages = new(new MessagesDialect());
    private readonly Route _countTokens = new(new CountTokensDialect());
    private readonly Route _chat = new(new ChatCompletionsDialect());
    private readonly Dialect _azure = new AzureChatDialect();
    private readonly Dialect _bedrock = new BedrockDialect();
    private readonly Route _openAIModels = new(Dialects.OpenAI.DocumentDialect.Models(models), HasBody: false);
    private readonly Route _anthropicModels = new(Dialects.Anthropic.DocumentDialect.Models(models), HasBody: false);
    private Route? _responses;

    /// <summary>Answers what no endpoint does.</summary>
    public Dialect Fallback { get; } = new ChatCompletionsDialect();

    public Route? Find(string method, string path, IHeaderDictionary headers)
    {
        if (method == "POST" && path == "/v1/chat/completions")
        {
            return _chat;
        }

        var segments = path.Split('/')[1..];
        var anthropic = headers.ContainsKey("anthropic-version");
        return segments switch
        {
            ["openai", "deployments", var deployment, .. var rest] => Azure(method, deployment, rest),
            ["openai", "responses", ..] => OpenAI(method, segments[1..]),
            ["model", var model, var verb] => Bedrock(method, model, verb),
            ["v1", .. var rest] => anthropic ? Anthropic(method, rest) ?? OpenAI(method, rest) : OpenAI(method, rest) ?? Anthropic(method, rest),
            ["api", "event_logging", "batch"] => EventLogging(method),
            [_, "v1", "v1", ..] => null,
            [_, "v1", .. var rest] => anthropic ? Anthropic(method, rest) ?? OpenAI(method, rest) : OpenAI(method, rest) ?? Anthropic(method, rest),
            [_, "model", var model, var verb] => Bedrock(method, model, verb),
            [_, "api", "event_logging", "batch"] => EventLogging(method),
            _ => null,
        };
    }

    private static Route? EventLogging(string method) =>
        method == "POST" ? new Route(Dialects.Anthropic.DocumentDialect.EventsAccepted, HasBody: false) : null;

    private Route? OpenAI(string method, string[] rest) => (method, rest) switch
    {
        ("POST", ["chat", "completions"]) => _chat,
        ("POST", ["responses"]) => _responses ??= new Route(new ResponsesDialect(_stored)),
        ("POST", ["embeddings"]) => _embeddings,
        ("GET", ["models"]) => _openAIModels,
        ("GET", ["models", .. var id]) => models.Contains(Joined(id)) ? Document(Dialects.OpenAI.DocumentDialect.Model(Joined(id))) : null,
        ("GET", ["responses", var id]) => _stored.Find(id) is { } answer ? Document(new Dialects.OpenAI.DocumentDialect(answer)) : null,
        ("DELETE", ["responses", var id]) => _stored.Delete(id) ? Document(Dialects.OpenAI.DocumentDialect.Deleted(id, "response")) : null,
        ("GET", ["responses", var id, "input_items"]) => _stored.Find(id) is null ? null : Document(Dialects.OpenAI.DocumentDialect.EmptyList()),
        ("POST", ["conversations"]) => Document(Dialects.OpenAI.DocumentDialect.Conversation("conv_sim")),
        ("GET", ["conversations", var id]) => Document(Dialects.OpenAI.DocumentDialect.Conversation(id)),
        _ => null,
    };

    private Route? Anthropic(string method, string[] rest) => (method, rest) switch
    {
        ("POST", ["messages"]) => _messages,
        ("POST", ["messages", "count_tokens"]) => _countTokens,
        ("GET", ["models"]) => _anthropicModels,
        ("GET", ["models", .. var id]) => models.Contains(Joined(id)) ? Document(Dialects.Anthropic.DocumentDialect.Model(Joined(id))) : null,
        _ => null,
    };

    private Route? Azure(string method, string deployment, string[] rest) => (method, rest) switch
    {
        ("POST", ["chat", "completions"]) => new Route(_azure, deployment),
        ("POST", ["embeddings"]) => _embeddings with { Model = deployment },
        _ => null,
    };

    private Route? Bedrock(string method, string model, string verb) => (method, verb) switch
    {
        ("POST", "invoke") => new Route(_bedrock, model),
        ("POST", "invoke-with-response-stream") => new Route(_bedrock, model, Streams: true),
        _ => null,
    };

    private static Route Document(Dialect dialect) => new(dialect, HasBody: false);

    private static string Joined(string[] segments) => string.Join('/', segments);
}
