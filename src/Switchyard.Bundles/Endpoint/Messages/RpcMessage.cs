using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>A message of JSON-RPC 2.0 that a client sent.</summary>
/// <param name="Method">The method; null for the answer to a request.</param>
/// <param name="Id">The id, a text or a whole number; null for a notification.</param>
/// <param name="Parameters">The parameters, or null.</param>
internal sealed record RpcMessage(string? Method, JsonNode? Id, JsonObject? Parameters)
{
    public bool IsRequest => Method is not null && Id is not null;

    /// <summary>The <c>_meta</c> of the parameters, or null.</summary>
    public JsonObject? Meta => Parameters?[MetaKeys.Meta] as JsonObject;

    /// <summary>Whether the client says that it takes tasks in place of results (MCP 2026-07-28).</summary>
    public bool TakesTasks => Meta?[MetaKeys.ClientCapabilities] is JsonObject capabilities && capabilities["extensions"] is JsonObject extensions && extensions[MetaKeys.Tasks] is JsonObject;

    /// <summary>Token under which the client wants to hear of progress, a text or a number; else null.</summary>
    public JsonNode? ProgressToken => Meta?[MetaKeys.ProgressToken] is { } token && token.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? token : null;

    /// <summary>Reads one message. Null when it is one, else what is wrong with it.</summary>
    /// <param name="node">The value.</param>
    /// <param name="message">The message; of one that is wrong at least the id, if it has one.</param>
    public static RpcError? Read(JsonNode? node, out RpcMessage message)
    {
        message = new RpcMessage(null, null, null);
        if (node is not JsonObject fields)
        {
            return RpcError.Invalid("A message is a JSON object.");
        }

        var id = fields["id"];
        if (id is not null && !IsId(id))
        {
            return RpcError.Invalid("'id' is a text or a whole number.");
        }

        message = message with { Id = id };
        if (JsonText.Of(fields["jsonrpc"]) != "2.0")
        {
            return RpcError.Invalid("'jsonrpc' is \"2.0\".");
        }

        var method = JsonText.Of(fields["method"]);
        if (method is null)
        {
            return !fields.ContainsKey("method") && id is not null && (fields.ContainsKey("result") || fields.ContainsKey("error")) ? null : RpcError.Invalid("'method' is missing or no text.");
        }

        if (fields.ContainsKey("id") && id is null)
        {
            return RpcError.Invalid("'id' is null.");
        }

        if (fields["params"] is not (null or JsonObject))
        {
            return RpcError.Invalid("'params' is no object.");
        }

        message = new RpcMessage(method, id, fields["params"] as JsonObject);
        return null;
    }

    private static bool IsId(JsonNode id) => id.GetValueKind() switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Number => id.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
