namespace Switchyard.Admin.Secrets;

/// <summary>What a rotation or an erasure did.</summary>
/// <param name="Changed">Values that were sealed anew, or erased.</param>
/// <param name="Remaining">Values that still name another key and wait for the next rotation.</param>
/// <param name="Unreadable">Values that no key of this node opens and that were left.</param>
internal sealed record SecretWorkView(long Changed, long Remaining, long Unreadable);
