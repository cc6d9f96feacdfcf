namespace Switchyard.Storage.Secrets;

/// <summary>What a rotation did.</summary>
/// <param name="Changed">Values that were sealed anew.</param>
/// <param name="Unreadable">Values that no key of this node opens; they were left as they are.</param>
/// <param name="Remaining">Values that could be rotated and were not, because other nodes kept sealing with another key meanwhile; 0 when the rotation is complete.</param>
public sealed record RotationResult(long Changed, long Unreadable, long Remaining);
