namespace Switchyard.Hub.Protocol;

/// <summary>The instance asks for a snapshot: a sequence number was missing, or a state does not have the hash it must have.</summary>
/// <param name="Reason"><c>gap</c>, <c>hash</c> or <c>lost</c>.</param>
public sealed record ResyncFrame(string Reason) : Frame;
