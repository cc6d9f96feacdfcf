using System.Net;

namespace Switchyard.Bench.Forwarders;

/// <summary>The connection pool both C# contenders use: YARP's recommended settings for direct forwarding.</summary>
internal static class Upstream
{
    public static HttpMessageInvoker Client() => new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        },
        disposeHandler: true);
}
