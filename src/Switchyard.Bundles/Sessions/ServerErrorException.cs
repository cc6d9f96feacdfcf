using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Sessions;

/// <summary>A server answered a request with an error object of JSON-RPC.</summary>
internal sealed class ServerErrorException(int code, string message, JsonNode? data) : Exception(message)
{
    /// <summary>The <c>code</c>.</summary>
    public int Code { get; } = code;

    /// <summary>The <c>data</c> as it was sent, or null.</summary>
    public JsonNode? ErrorData { get; } = data;
}
