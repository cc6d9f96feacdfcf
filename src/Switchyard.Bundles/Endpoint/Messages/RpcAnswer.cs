using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>What a request is answered with.</summary>
internal abstract record RpcAnswer
{
    private RpcAnswer()
    {
    }

    /// <summary>A result; <paramref name="Value"/> is written as it is.</summary>
    /// <param name="Value">The result. Owned by the answer.</param>
    /// <param name="Additions">Members that are written after those of <paramref name="Value"/> where it does not have them, or null.</param>
    public sealed record Result(JsonNode? Value, JsonObject? Additions = null) : RpcAnswer;

    /// <summary>An error object.</summary>
    public sealed record Failure(RpcError Error) : RpcAnswer;
}
