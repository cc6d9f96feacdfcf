using Switchyard.Gateway.Bridges.Anthropic;
using Switchyard.Gateway.Bridges.OpenAI;

namespace Switchyard.Gateway.Bridges.Registry;

/// <summary>The bridge of each format. Bridges are stateless, so one instance each serves the process.</summary>
internal static class BridgeSet
{
    private static readonly ChatBridge Chat = new();
    private static readonly ResponsesBridge Responses = new();
    private static readonly MessagesBridge Messages = new();

    /// <summary>The bridge of <paramref name="format"/>.</summary>
    public static IBridge Of(BridgeFormat format) => format switch
    {
        BridgeFormat.ChatCompletions => Chat,
        BridgeFormat.Responses => Responses,
        BridgeFormat.Messages => Messages,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format."),
    };
}
