namespace Switchyard.Gateway.Pool.Connections;

/// <summary>What the process allows to be dialled whatever the configuration says, and the guard that holds it.</summary>
/// <param name="Allow">Entries of <c>--egress-allow</c>.</param>
/// <param name="Guard">The guard of all connections.</param>
internal sealed record EgressSettings(IReadOnlyList<string> Allow, EgressGuard Guard);
