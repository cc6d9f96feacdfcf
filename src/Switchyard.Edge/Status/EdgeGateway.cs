namespace Switchyard.Edge.Status;

/// <summary>The gateway that an edge is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record EdgeGateway(Guid Id, string Name);
