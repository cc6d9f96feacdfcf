using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Asking.Dialects;

/// <summary>A format in which models are asked.</summary>
/// <param name="Bridge">Which one it is.</param>
/// <param name="Path">Its unified route.</param>
/// <param name="Write">Writes the body of a request that is to be streamed.</param>
/// <param name="Read">Begins to read an answer.</param>
internal sealed record AskingFormat(BridgeFormat Bridge, string Path, Func<ModelRequest, byte[]> Write, Func<IAnswerReader> Read)
{
    /// <summary>In the order in which they are preferred.</summary>
    public static IReadOnlyList<AskingFormat> All { get; } =
    [
        new(BridgeFormat.ChatCompletions, "/v1/chat/completions", ChatBody.Write, static () => new ChatAnswer()),
        new(BridgeFormat.Messages, "/v1/messages", MessagesBody.Write, static () => new MessagesAnswer()),
    ];
}
