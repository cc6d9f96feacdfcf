using System.Net;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Bundles.Endpoint.Requests;

/// <summary>
/// Keeps web pages out that a browser was lured to (MCP 2025-11-25, transports, security warning). A page on a rebound name sends that name as <c>Host</c>, and every page sends its own <c>Origin</c>.
/// </summary>
internal sealed class OriginGuard(McpOptions options) : IConfigurationConsumer
{
    private volatile AllowList _allowed = AllowList.Of(options, McpSettings.Default);

    /// <inheritdoc />
    public string Name => "mcp origins";

    /// <inheritdoc />
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) => new(new Change(this, AllowList.Of(options, next.Server.Mcp)));

    /// <summary>Null when the request may come in.</summary>
    public McpRefusal? Refuse(HttpContext context)
    {
        var (local, allowed) = (context.Connection.LocalIpAddress, _allowed);
        if (!IsHostAllowed(allowed.Hosts, context.Request.Host.Host, local))
        {
            return new McpRefusal(403, "host_not_allowed", "This server is not known under the host name of the request; add it to the allowed hosts of /mcp.");
        }

        return context.Request.Headers.Origin is { Count: > 0 } origin && !(origin.Count == 1 && IsOriginAllowed(allowed.Origins, origin[0]!, context.Request.Host, local))
            ? new McpRefusal(403, "origin_not_allowed", "Web pages of this origin may not call; add it to the allowed origins of /mcp.")
            : null;
    }

    private static bool IsHostAllowed(HashSet<string> hosts, string host, IPAddress? local)
    {
        if (host.Length == 0)
        {
            return false;
        }

        if (hosts.Contains("*") || hosts.Contains(host) || IsLoopback(host))
        {
            return true;
        }

        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
        {
            return local is not null && address.MapToIPv6().Equals(local.MapToIPv6());
        }

        return hosts.Count == 0 && !IsLoopback(local);
    }

    private static bool IsOriginAllowed(HashSet<string> origins, string origin, HostString host, IPAddress? local)
    {
        if (origins.Contains("*") || origins.Contains(origin))
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

    /// <summary>What the process was started with, and what the configuration says besides.</summary>
    private sealed record AllowList(HashSet<string> Hosts, HashSet<string> Origins)
    {
        public static AllowList Of(McpOptions options, McpSettings settings) => new(
            new HashSet<string>([.. options.AllowedHosts, .. settings.AllowedHosts], StringComparer.OrdinalIgnoreCase),
            new HashSet<string>(options.AllowedOrigins.Concat(settings.AllowedOrigins).Select(static origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase));
    }

    private sealed class Change(OriginGuard guard, AllowList allowed) : IPreparedChange
    {
        public void Commit() => guard._allowed = allowed;

        public void Dispose()
        {
        }
    }
}
