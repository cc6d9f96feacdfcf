namespace Switchyard.Hub.Delivery.Connections;

/// <summary>The node that holds connections.</summary>
/// <param name="Id">Its id, kept over restarts.</param>
/// <param name="Name">What people call it.</param>
public sealed record DeliveryNode(Guid Id, string Name);
