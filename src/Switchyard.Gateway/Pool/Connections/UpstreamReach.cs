using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Switchyard.Gateway.Pool.Connections;

/// <summary>How upstreams are found and recognised. The system's way by default; tests have upstreams with public names on their own machine. No option of the command line sets it.</summary>
public sealed record UpstreamReach
{
    /// <summary>The system's names and roots.</summary>
    public static UpstreamReach System { get; } = new();

    /// <summary>The addresses of a host.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    /// <summary>The only roots whose certificates are accepted; null for those of the system.</summary>
    public X509Certificate2Collection? Roots { get; init; }
}
