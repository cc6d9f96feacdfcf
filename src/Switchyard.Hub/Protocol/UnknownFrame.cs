namespace Switchyard.Hub.Protocol;

/// <summary>A well-formed frame of a kind that this version does not know. It is counted and left alone.</summary>
/// <param name="Type">Its kind.</param>
public sealed record UnknownFrame(string Type) : Frame;
