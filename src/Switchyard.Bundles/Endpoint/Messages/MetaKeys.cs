namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>Names in <c>_meta</c> objects.</summary>
internal static class MetaKeys
{
    public const string Meta = "_meta";
    public const string ProgressToken = "progressToken";
    public const string ProtocolVersion = "io.modelcontextprotocol/protocolVersion";
    public const string ClientCapabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    public const string LogLevel = "io.modelcontextprotocol/logLevel";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
    public const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    /// <summary>The extension to MCP 2026-07-28 by which there are tasks.</summary>
    public const string Tasks = "io.modelcontextprotocol/tasks";

    public const string RelatedTask = "io.modelcontextprotocol/related-task";

    /// <summary>Switchyard's own: the stable code of why a bundle did not answer.</summary>
    public const string Fault = "switchyard/fault";

    /// <summary>What is between a client and the endpoint alone, and not sent on to servers: the endpoint has an agreement of its own with them.</summary>
    public static IReadOnlySet<string> OfThisHop { get; } = new HashSet<string>(StringComparer.Ordinal) { ProgressToken, ProtocolVersion, ClientCapabilities, ClientInfo, LogLevel };
}
