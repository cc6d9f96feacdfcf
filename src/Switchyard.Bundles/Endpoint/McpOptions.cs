namespace Switchyard.Bundles.Endpoint;

/// <summary>Options of <c>/mcp</c>.</summary>
public sealed record McpOptions
{
    /// <summary>
    /// Host names under which the data plane is known; <c>*</c> for any. Loopback names and the literal address a connection arrived at are always allowed. Without a list, connections that arrive at loopback may use no other
    /// name, and all others any.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of web pages that may call, as <c>scheme://host[:port]</c>; <c>*</c> for any. The data plane's own origin is always allowed, and loopback origins on connections that arrive at loopback.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
