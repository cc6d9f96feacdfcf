namespace Switchyard.Hub.Protocol;

/// <summary>Everything up to <paramref name="Seq"/> is applied and serving.</summary>
/// <param name="Seq">The sequence number.</param>
/// <param name="StateHash">Hash of the state that serves, or null for «not compared».</param>
public sealed record AckFrame(long Seq, string? StateHash) : Frame;
