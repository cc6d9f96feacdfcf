using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>Makes answers of what came of requests to bundles.</summary>
internal static class Answers
{
    /// <summary>How long a client may take a list for fresh, in milliseconds: it is told of changes.</summary>
    private const int ListTtl = 60_000;

    /// <summary>What a server answered, unchanged; or an error that tells why there is none.</summary>
    public static RpcAnswer Of(CallOutcome outcome, McpRequest request, JsonObject? additions = null) => outcome switch
    {
        CallOutcome.Result result => Result(result.Value, request, additions),
        CallOutcome.Error error => new RpcAnswer.Failure(new RpcError(error.Code, error.Message, error.ErrorData, request.IsStateless && error.Code == RpcError.MissingCapability ? 400 : 200)),
        CallOutcome.Unavailable unavailable => Fail(RpcError.InternalFault, unavailable.Message, new JsonObject { ["code"] = unavailable.Code }),
        _ => throw new InvalidOperationException($"There is no answer for {outcome.GetType().Name}."),
    };

    /// <summary>As <see cref="Of"/>, for calls of tools: that there is no answer is something for the model to read.</summary>
    public static RpcAnswer OfCall(CallOutcome outcome, McpRequest request) =>
        outcome is CallOutcome.Unavailable unavailable
            ? Result(
                new JsonObject
                {
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = unavailable.Message }),
                    ["isError"] = true,
                    [MetaKeys.Meta] = new JsonObject { [MetaKeys.Fault] = unavailable.Code },
                },
                request)
            : Of(outcome, request);

    /// <summary>A result. Revisions without sessions want the kind of each, which older servers do not say.</summary>
    public static RpcAnswer Result(JsonNode? value, McpRequest request, JsonObject? additions = null)
    {
        if (!request.IsStateless)
        {
            return new RpcAnswer.Result(value);
        }

        additions ??= [];
        additions["resultType"] = "complete";
        return new RpcAnswer.Result(value, additions);
    }

    /// <summary>A list that the endpoint put together.</summary>
    public static RpcAnswer List(JsonObject value, McpRequest request) => Own(value, request, ListTtl);

    /// <summary>Something else that the endpoint says itself.</summary>
    public static RpcAnswer Own(JsonObject value, McpRequest request, int ttl)
    {
        if (request.IsStateless)
        {
            value[MetaKeys.Meta] = new JsonObject { [MetaKeys.ServerInfo] = Product.Info() };
        }

        return Result(value, request, Caching(ttl));
    }

    /// <summary>For how long a result may be kept, and by whom. What one user is shown is for him.</summary>
    public static JsonObject Caching(int ttl) => new() { ["ttlMs"] = ttl, ["cacheScope"] = "private" };

    public static RpcAnswer Fail(int code, string message, JsonNode? data = null, int status = 200) => new RpcAnswer.Failure(new RpcError(code, message, data, status));
}
