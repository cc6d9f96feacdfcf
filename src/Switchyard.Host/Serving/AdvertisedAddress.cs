using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Switchyard.Host.Serving;

/// <summary>Where other nodes reach this one: what <c>--advertise</c> says, else where its control plane listens, unless that is every address of the machine, which names none.</summary>
internal static class AdvertisedAddress
{
    /// <summary>The address; null when there is none to tell, or the control plane does not listen yet.</summary>
    public static Uri? Of(ServeOptions options, IServer server)
    {
        if (options.Advertise is { } said)
        {
            return said;
        }

        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } bound || !Uri.TryCreate(bound, UriKind.Absolute, out var listening))
        {
            return null;
        }

        var host = options.AdminListen.Host;
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
        {
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null : listening;
        }

        return host is "*" or "+" ? null : host == "localhost" ? listening : new UriBuilder(listening) { Host = host }.Uri;
    }
}
