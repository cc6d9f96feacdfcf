using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>Answers requests that are not let in: a status of HTTP, and the reason as an error object of JSON-RPC, which is what clients of MCP read.</summary>
internal static class RefusalWriter
{
    public static Task WriteAsync(HttpContext context, McpRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"switchyard\"";
        }

        return WriteAsync(context, new RpcError(RpcError.InvalidRequest, refusal.Message, new JsonObject { ["code"] = refusal.Code }, refusal.Status), id: null);
    }

    public static async Task WriteAsync(HttpContext context, RpcError error, JsonNode? id)
    {
        var message = RpcWriter.Answer(id, new RpcAnswer.Failure(error));
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = message.Length;
        await context.Response.BodyWriter.WriteAsync(message, context.RequestAborted);
    }
}
