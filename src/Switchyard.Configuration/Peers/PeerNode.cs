namespace Switchyard.Configuration.Peers;

/// <summary>Another node, as its row tells of it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Where it can be reached; null when it does not say.</param>
public sealed record PeerNode(Guid Id, string Name, Uri? Address);
