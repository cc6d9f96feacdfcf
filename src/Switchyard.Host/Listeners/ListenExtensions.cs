using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Switchyard.Host.Listeners.Tls;

namespace Switchyard.Host.Listeners;

/// <summary>Turns an address option into what Kestrel binds to.</summary>
internal static class ListenExtensions
{
    /// <summary>
    /// Binds to <paramref name="address"/>: an IP address as it is, <c>localhost</c> to loopback, <c>*</c>, <c>+</c> and other names to every address. With the scheme <c>https</c> each
    /// handshake takes the certificate that is in use by then.
    /// </summary>
    public static void Listen(this KestrelServerOptions options, Uri address, ServerCertificate? certificate)
    {
        if (IPAddress.TryParse(address.DnsSafeHost, out var ip))
        {
            options.Listen(ip, address.Port, listen => Secure(listen, address, certificate));
        }
        else if (address.Host == "localhost")
        {
            // Port 0 can not be bound on both families at once, so one loopback address it is.
            options.Listen(IPAddress.Loopback, address.Port, listen => Secure(listen, address, certificate));
        }
        else
        {
            options.ListenAnyIP(address.Port, listen => Secure(listen, address, certificate));
        }
    }

    private static void Secure(ListenOptions listen, Uri address, ServerCertificate? certificate)
    {
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(certificate);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
        });
    }
}
