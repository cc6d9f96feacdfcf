#if YARP
using Yarp.ReverseProxy.Forwarder;

namespace Switchyard.Bench.Forwarders;

/// <summary>YARP's direct forwarding as its documentation shows it.</summary>
internal sealed class YarpForwarder(IHttpForwarder forwarder, HttpMessageInvoker client, string upstream)
{
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromSeconds(100) };

    public async Task ForwardAsync(HttpContext context) =>
        await forwarder.SendAsync(context, upstream, client, Config, HttpTransformer.Default);
}
#endif
