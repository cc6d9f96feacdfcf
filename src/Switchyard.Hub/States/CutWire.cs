namespace Switchyard.Hub.States;

/// <summary>A cut.</summary>
internal sealed record CutWire(string Kind, Guid Id, long Revision);
