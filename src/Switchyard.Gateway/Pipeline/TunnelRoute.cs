using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Snapshots;
using Switchyard.Model.Proxying;

namespace Switchyard.Gateway.Pipeline;

/// <summary>
/// Where a request goes that came through a decrypted tunnel. The tunnel may be old: what counts is who has its host by the snapshot of this request. One that nobody has any more is refused and the connection
/// ends, so that the client opens another tunnel, about which the present configuration decides.
/// </summary>
internal static class TunnelRoute
{
    private const int HttpsPort = 443;

    /// <summary>The provider that has the tunnel's host; null when it may serve the request.</summary>
    public static Failure? Find(Exchange exchange, TunnelVisit tunnel, [NotNullWhen(false)] out ProviderEntry? provider)
    {
        provider = null;
        if (tunnel.IsMisnamed || !Names(exchange.Context.Request.Host, tunnel))
        {
            return Failure.Misdirected;
        }

        var hosts = exchange.Snapshot.Hosts;
        if (hosts.Find(tunnel.Host, tunnel.Port) is not { } host || !exchange.Snapshot.TryFindProvider(host.Provider, out provider))
        {
            return hosts.IsOff(tunnel.Host) ? Failure.ProviderDisabled with { EndsConnection = true } : Failure.HostNotIntercepted;
        }

        if (provider.Config.AllowByok && exchange.Snapshot.Source.Access.Byok)
        {
            // What a client sends to the provider's own host is its own credential. Where it is not taken, the provider's keys stand in for it.
            exchange.Byok = Credentials.ReadOwn(exchange.Context.Request.Headers);
        }

        return null;
    }

    // Kestrel has seen to it that there is one host, and that it is that of an absolute request target.
    private static bool Names(HostString host, TunnelVisit tunnel) => host.HasValue && ProxyHostNames.Of(host.Host) == tunnel.Host && (host.Port ?? HttpsPort) == tunnel.Port;
}
