namespace Switchyard.Hub.Protocol;

/// <summary>
/// Where the instance stands without an event of its own: the head, the hash that its state must have there, and objects that changed without an event, as by a configuration file of a node.
/// It is complete in itself and answered by an acknowledgement.
/// </summary>
public sealed record BookmarkFrame : StateFrame;
