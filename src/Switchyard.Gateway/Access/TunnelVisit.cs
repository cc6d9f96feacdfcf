namespace Switchyard.Gateway.Access;

/// <summary>
/// Says that a request came through a tunnel that the forward proxy decrypts: a feature of its connection, which code can set and no header can. Who asks was said when the tunnel was opened; where it goes is
/// asked of the configuration in force, request by request.
/// </summary>
/// <param name="Host">The host that the client named, in the spelling of <see cref="Model.Proxying.ProxyHostNames"/>.</param>
/// <param name="Port">The port that it named.</param>
/// <param name="AccessKeyId">The access key that opened the tunnel.</param>
public sealed record TunnelVisit(string Host, int Port, Guid AccessKeyId)
{
    /// <summary>Whether the client named another host in its TLS greeting than to the proxy; nothing is served to it then.</summary>
    public bool IsMisnamed { get; init; }
}
