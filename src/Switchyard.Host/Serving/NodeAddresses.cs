namespace Switchyard.Host.Serving;

/// <summary>Where a started node listens, with the real ports.</summary>
/// <param name="DataPlane">Data plane.</param>
/// <param name="ControlPlane">Control plane.</param>
internal sealed record NodeAddresses(Uri DataPlane, Uri ControlPlane)
{
    /// <summary>The forward proxy, or null when there is none.</summary>
    public Uri? Proxy { get; init; }
}
