using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What a session begins with: who has connected, and how the database stood in the transaction that let it in.</summary>
internal sealed record SessionStart
{
    /// <summary>Id of the connection.</summary>
    public required Guid ConnectionId { get; init; }

    /// <summary>The gateway.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>Its labels.</summary>
    public required Labels Labels { get; init; }

    /// <summary>The first frame of the instance.</summary>
    public required HelloFrame Hello { get; init; }

    /// <summary>The instance as it was known before, or null.</summary>
    public GatewayInstanceRow? Known { get; init; }

    /// <summary>The database's epoch.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>The newest event in the database.</summary>
    public required long Head { get; init; }

    /// <summary>At which age the connection ends.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The settings in force.</summary>
    public required GatewayChannelConfig Settings { get; init; }
}
