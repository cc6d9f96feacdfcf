using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Requests;

namespace Switchyard.Bundles.Endpoint;

/// <summary>The body of a POST.</summary>
/// <param name="Messages">Its messages, at least one.</param>
/// <param name="IsBatch">Whether it is an array.</param>
internal sealed record McpBody(IReadOnlyList<RpcMessage> Messages, bool IsBatch)
{
    // What one body may ask for at once; more is a mistake.
    private const int MaxBatch = 100;

    /// <summary>Reads the body. Null when it was refused, which has been answered then.</summary>
    public static async Task<McpBody?> ReadAsync(Visit visit)
    {
        var context = visit.Context;
        if (!McpHeaders.Accepts(context.Request, "application/json") || !McpHeaders.Accepts(context.Request, "text/event-stream"))
        {
            return await RefuseAsync(visit, new McpRefusal(406, "not_acceptable", "Accept has to name application/json and text/event-stream."));
        }

        if (RequestBody.Refuse(context.Request) is { } refusal)
        {
            return await RefuseAsync(visit, refusal);
        }

        if (await RequestBody.ReadAsync(context.Request, context.RequestAborted) is not { } content)
        {
            return await RefuseAsync(visit, RequestBody.TooLarge());
        }

        if (!RequestBody.TryParse(content.Span, out var value))
        {
            return await RefuseAsync(visit, new RpcError(RpcError.ParseFault, "The body is no JSON, is nested too deeply, or has two members of one name.", Status: 400), null);
        }

        var isBatch = value is JsonArray;
        if (value is JsonArray { Count: 0 or > MaxBatch })
        {
            return await RefuseAsync(visit, RpcError.Invalid($"An array has 1 to {MaxBatch} messages."), null);
        }

        var messages = new List<RpcMessage>();
        foreach (var item in value is JsonArray items ? [.. items] : new[] { value })
        {
            if (RpcMessage.Read(item, out var message) is { } fault)
            {
                return await RefuseAsync(visit, fault, isBatch ? null : message.Id);
            }

            messages.Add(message);
        }

        return new McpBody(messages, isBatch);
    }

    private static async Task<McpBody?> RefuseAsync(Visit visit, McpRefusal refusal)
    {
        await RefusalWriter.WriteAsync(visit.Context, refusal);
        return null;
    }

    private static async Task<McpBody?> RefuseAsync(Visit visit, RpcError error, JsonNode? id)
    {
        await RefusalWriter.WriteAsync(visit.Context, error, id);
        return null;
    }
}
