using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>The right to one connection, which is counted from now on. Dispose it when the connection has ended or could not be made.</summary>
public sealed class DoorPass : IDisposable
{
    private readonly ConnectionRegistry _registry;
    private int _entered;
    private int _disposed;

    internal DoorPass(GatewayConnectionRow row, GatewayPassRow gateway, long leasedAt, ConnectionRegistry registry) => (Row, Gateway, LeasedAt, _registry) = (row, gateway, leasedAt, registry);

    /// <summary>Its row.</summary>
    internal GatewayConnectionRow Row { get; }

    /// <summary>The gateway.</summary>
    internal GatewayPassRow Gateway { get; }

    /// <summary>When its lease was asked for.</summary>
    internal long LeasedAt { get; }

    /// <summary>It is let in, or not: others may enter.</summary>
    internal void Entered()
    {
        if (Interlocked.Exchange(ref _entered, 1) == 0)
        {
            _registry.Entered();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Entered();
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _registry.Leave();
        }
    }
}
