namespace Switchyard.Admin.Client.Proxying;

/// <summary>How the certificate authority of the forward proxy is rotated.</summary>
/// <param name="Immediately">Whether the new one is used at once, because the present key may be known to others.</param>
public sealed record ProxyRotation(bool Immediately);
