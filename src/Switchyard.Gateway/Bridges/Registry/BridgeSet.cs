using Switchyard.Gateway.Bridges.OpenAI;

namespace Switchyard.Gateway.Bridges.Registry;

/// <summary>The bridge of each format. Bridges are stateless, so one instance each serves the process.</summary>
internal static class BridgeSet
{
    private static readonly ChatBridge Chat = new();

    /// <summary>The bridge of <paramref name="format"/>.</summary>
    public static IBridge Of(BridgeFormat format) => format switch
    {
        BridgeFormat.ChatCompletions => Chat,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format."),
    };
}
