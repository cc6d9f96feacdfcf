namespace Switchyard.Hub.Protocol;

/// <summary>The change up to <paramref name="Seq"/> can not be applied; the state of <paramref name="Keeping"/> serves on.</summary>
/// <param name="Seq">The refused sequence number.</param>
/// <param name="Error">Why, for people, without secrets; at most 2,000 characters.</param>
/// <param name="Keeping">The last sequence number that is applied.</param>
public sealed record NackFrame(long Seq, string Error, long Keeping) : Frame;
