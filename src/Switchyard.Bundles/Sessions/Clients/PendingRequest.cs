using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingRequest(OutgoingMessage message, Action<JsonObject>? progress)
{
    private readonly TaskCompletionSource<JsonNode?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result, or why there is none.</summary>
    public Task<JsonNode?> Answer => _answer.Task;

    /// <summary>Takes progress, or null when none was asked for.</summary>
    public Action<JsonObject>? Progress => progress;

    /// <summary>The server answered.</summary>
    public void Succeed(JsonNode? result) => _answer.TrySetResult(result);

    /// <summary>The server refused.</summary>
    public void Fail(ServerErrorException error) => _answer.TrySetException(error);

    /// <summary>The server has ended.</summary>
    public void Lose(string reason) => _answer.TrySetException(new ServerLostException(reason, message.HasBegun));
}
