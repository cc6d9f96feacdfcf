using System.Net;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Options;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Hosts;

/// <summary>
/// Refuses requests for a host name the control plane is not known under (421). A browser that was lured to a rebound name sends that name, so it never reaches an operator's route.
/// Always allowed: loopback names, and the literal address the connection arrived at, which no name can be rebound to.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, AdminOptions options)
{
    private readonly HashSet<string> _allowed = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) =>
        IsAllowed(context.Request.Host.Host, context.Connection.LocalIpAddress) ? next(context) : ProblemWriter.WriteAsync(context, Problem.UnknownHost());

    private bool IsAllowed(string host, IPAddress? local)
    {
        if (host.Length == 0)
        {
            return false;
        }

        if (_allowed.Contains("*") || _allowed.Contains(host) || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && (IPAddress.IsLoopback(address) || Same(address, local));
    }

    private static bool Same(IPAddress address, IPAddress? local) =>
        local is not null && address.MapToIPv6().Equals(local.MapToIPv6());
}
