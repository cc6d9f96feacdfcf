using System.Net;

namespace Switchyard.Proxy.Decrypting;

/// <summary>Where the server of decrypted tunnels listens: nowhere. Its connections come from <see cref="TunnelFeed"/>.</summary>
public sealed class TunnelEndPoint : EndPoint
{
    /// <inheritdoc />
    public override string ToString() => "tunnels";
}
