using Switchyard.Gateway.Snapshots;
using Switchyard.Model.Proxying;

namespace Switchyard.Gateway.Entry;

/// <summary>The hosts that the forward proxy decrypts, by the snapshot in force. A configuration that was refused changes nothing here.</summary>
public sealed class InterceptedHosts
{
    private readonly GatewaySnapshots _snapshots;

    internal InterceptedHosts(GatewaySnapshots snapshots) => _snapshots = snapshots;

    /// <summary>The table in force. Immutable.</summary>
    public ProxyHostTable Table
    {
        get
        {
            using var snapshot = _snapshots.Acquire();
            return snapshot.Value.Hosts;
        }
    }
}
