using System.Diagnostics.CodeAnalysis;
using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Routing;

/// <summary>The three paths that are intercepted, the same for every provider.</summary>
internal static class InterceptedPaths
{
    /// <summary>OpenAI Chat Completions.</summary>
    public const string ChatCompletions = "/v1/chat/completions";

    /// <summary>OpenAI Responses.</summary>
    public const string Responses = "/v1/responses";

    /// <summary>Anthropic Messages.</summary>
    public const string Messages = "/v1/messages";

    /// <summary>The format and the constant text of <paramref name="path"/>, if it is one of them.</summary>
    public static bool TryMatch(ReadOnlySpan<char> path, out BridgeFormat format, [NotNullWhen(true)] out string? known)
    {
        (format, known) = path switch
        {
            ChatCompletions => (BridgeFormat.ChatCompletions, ChatCompletions),
            Responses => (BridgeFormat.Responses, Responses),
            Messages => (BridgeFormat.Messages, Messages),
            _ => (default, null),
        };
        return known is not null;
    }

    /// <summary>The name of the endpoint in breakers and metrics.</summary>
    public static string EndpointOf(BridgeFormat format) => format switch
    {
        BridgeFormat.ChatCompletions => "chat.completions",
        BridgeFormat.Responses => "responses",
        _ => "messages",
    };

    /// <summary>The dialect in which a failure is told to a client that asked for <paramref name="path"/>: Anthropic's below its paths, OpenAI's elsewhere.</summary>
    public static BridgeFormat DialectOf(ReadOnlySpan<char> path) =>
        path.Contains(Messages, StringComparison.Ordinal) ? BridgeFormat.Messages
        : path.EndsWith(Responses, StringComparison.Ordinal) ? BridgeFormat.Responses
        : BridgeFormat.ChatCompletions;
}
