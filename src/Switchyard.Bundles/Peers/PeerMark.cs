namespace Switchyard.Bundles.Peers;

/// <summary>Tells one view of a server from another.</summary>
/// <param name="Generation">The incarnation.</param>
/// <param name="Changes">How often its lists have changed.</param>
internal readonly record struct PeerMark(long Generation, long Changes);
