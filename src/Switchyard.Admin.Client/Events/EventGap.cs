namespace Switchyard.Admin.Client.Events;

/// <summary>Events that the reader missed, because the log no longer has them or a restored database never had them. Whoever keeps state by events reads it anew.</summary>
/// <param name="After">The last event the reader had.</param>
/// <param name="Oldest">The next event it can get.</param>
public sealed record EventGap(long After, long Oldest);
