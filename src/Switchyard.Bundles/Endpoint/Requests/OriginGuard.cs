using System.Net;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>
/// Keeps web pages out that a browser was lured to (MCP 2025-11-25, transports, security warning). A page on a rebound name sends that name as <c>Host</c>, and every page sends its own <c>Origin</c>.
/// </summary>
internal sealed class OriginGuard(McpOptions options)
{
    private readonly HashSet<string> _hosts = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _origins = new(options.AllowedOrigins.Select(static origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the request may come in.</summary>
    public McpRefusal? Refuse(HttpContext context)
    {
        var local = context.Connection.LocalIpAddress;
        if (!IsHostAllowed(context.Request.Host.Host, local))
        {
            return new McpRefusal(403, "host_not_allowed", "This server is not known under the host name of the request; add it to the allowed hosts of /mcp.");
        }

        return context.Request.Headers.Origin is { Count: > 0 } origin && !(origin.Count == 1 && IsOriginAllowed(origin[0]!, context.Request.Host, local))
            ? new McpRefusal(403, "origin_not_allowed", "Web pages of this origin may not call; add it to the allowed origins of /mcp.")
            : null;
    }

    private bool IsHostAllowed(string host, IPAddress? local)
    {
        if (host.Length == 0)
        {
            return false;
        }

        if (_hosts.Contains("*") || _hosts.Contains(host) || IsLoopback(host))
        {
            return true;
        }

        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
        {
            return local is not null && address.MapToIPv6().Equals(local.MapToIPv6());
        }

        return _hosts.Count == 0 && !IsLoopback(local);
    }

    private bool IsOriginAllowed(string origin, HostString host, IPAddress? local)
    {
        if (_origins.Contains("*") || _origins.Contains(origin))
        {
            return true;
        }

        // The scheme is left out of it: whoever ends TLS before this server keeps the name and not the scheme.
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
            && (string.Equals(origin[(page.Scheme.Length + 3)..], host.Value, StringComparison.OrdinalIgnoreCase) || (IsLoopback(page.Host) && IsLoopback(local)));
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopback(IPAddress? local) => local is null || IPAddress.IsLoopback(local) || (local.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(local.MapToIPv4()));
}
