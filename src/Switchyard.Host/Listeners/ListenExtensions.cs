using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Switchyard.Host.Listeners;

/// <summary>Turns an address option into what Kestrel binds to.</summary>
internal static class ListenExtensions
{
    /// <summary>Binds to <paramref name="address"/>: an IP address as it is, <c>localhost</c> to loopback, <c>*</c>, <c>+</c> and other names to every address.</summary>
    public static void Listen(this KestrelServerOptions options, Uri address)
    {
        if (IPAddress.TryParse(address.DnsSafeHost, out var ip))
        {
            options.Listen(ip, address.Port);
        }
        else if (address.Host == "localhost")
        {
            // Port 0 can not be bound on both families at once, so one loopback address it is.
            options.Listen(IPAddress.Loopback, address.Port);
        }
        else
        {
            options.ListenAnyIP(address.Port);
        }
    }
}
