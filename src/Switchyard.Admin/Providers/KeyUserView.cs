namespace Switchyard.Admin.Providers;

/// <summary>Somebody who uses a key, or may still use it, although it was taken out of service.</summary>
/// <param name="Kind"><c>node</c> or <c>gateway</c>.</param>
/// <param name="Name">Name of the node or the gateway.</param>
/// <param name="InstanceId">The gateway's instance; null for a node.</param>
/// <param name="Live">Whether it is heard of. One that is not may be gone for good, or may serve on by itself.</param>
/// <param name="Reason">Why it counts.</param>
internal sealed record KeyUserView(string Kind, string Name, string? InstanceId, bool Live, string Reason);
