using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>The right to one connection, which is counted from now on. Dispose it when the connection has ended or could not be made.</summary>
public sealed class DoorPass : IDisposable
{
    private readonly Action _leave;
    private int _disposed;

    internal DoorPass(GatewayConnectionRow row, GatewayPassRow gateway, long leasedAt, Action leave) => (Row, Gateway, LeasedAt, _leave) = (row, gateway, leasedAt, leave);

    /// <summary>Its row.</summary>
    internal GatewayConnectionRow Row { get; }

    /// <summary>The gateway.</summary>
    internal GatewayPassRow Gateway { get; }

    /// <summary>When its lease was asked for.</summary>
    internal long LeasedAt { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _leave();
        }
    }
}
