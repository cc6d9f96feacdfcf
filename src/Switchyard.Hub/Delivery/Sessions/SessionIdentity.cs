namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Whose session it is.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="GatewayId">The gateway.</param>
/// <param name="Gateway">Its name.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="BootId">Its start.</param>
/// <param name="TokenId">The token it came with.</param>
/// <param name="Node">Name of this node.</param>
internal sealed record SessionIdentity(Guid ConnectionId, Guid GatewayId, string Gateway, string InstanceId, string BootId, Guid TokenId, string Node);
