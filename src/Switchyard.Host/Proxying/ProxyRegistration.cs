using Microsoft.Extensions.DependencyInjection;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Proxy;

namespace Switchyard.Host.Proxying;

/// <summary>Puts the forward proxy into a node that was started with <c>--proxy-listen</c>.</summary>
internal static class ProxyRegistration
{
    /// <summary>Adds it, unless <paramref name="listen"/> is null. After the data plane.</summary>
    public static IServiceCollection AddProxy(this IServiceCollection services, Uri? listen) => listen is null
        ? services
        : services.AddForwardProxy(new ProxyOptions(listen, listen.Scheme == Uri.UriSchemeHttps ? static provider => provider.GetRequiredService<ServerCertificate>().Current : null))
            .AddSingleton<ProxyListening>();
}
