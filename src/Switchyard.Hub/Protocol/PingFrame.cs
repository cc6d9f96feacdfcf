namespace Switchyard.Hub.Protocol;

/// <summary>A sign of life; answered by a <see cref="PongFrame"/>.</summary>
public sealed record PingFrame : Frame;
