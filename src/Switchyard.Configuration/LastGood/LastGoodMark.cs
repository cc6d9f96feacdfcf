namespace Switchyard.Configuration.LastGood;

/// <summary>How far the disk is.</summary>
/// <param name="Revision">The revision that this process kept last; null before the first.</param>
/// <param name="Failure">Why the newest one is not kept, or null when it is.</param>
public sealed record LastGoodMark(long? Revision, string? Failure);
