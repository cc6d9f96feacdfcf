using System.Net.Security;

namespace Switchyard.Proxy;

/// <summary>What the process tells the forward proxy; everything else is configuration and changes live.</summary>
/// <param name="Listen">Where it listens, scheme <c>http</c> or <c>https</c>; port 0 takes a free one.</param>
/// <param name="Certificate">With <c>https</c>: the certificate of the proxy itself, asked for each handshake; else null.</param>
public sealed record ProxyOptions(Uri Listen, Func<IServiceProvider, SslStreamCertificateContext>? Certificate);
