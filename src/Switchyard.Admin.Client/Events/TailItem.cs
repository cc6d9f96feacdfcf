namespace Switchyard.Admin.Client.Events;

/// <summary>What a tail gives: an event, a gap, or neither, which is a sign of life.</summary>
/// <param name="Id">Where the reader is now; with it, as it is, a later tail resumes. Null for a sign of life that does not say it.</param>
/// <param name="Event">The event, or null.</param>
/// <param name="Gap">The gap, or null.</param>
public sealed record TailItem(string? Id, HubEvent? Event, EventGap? Gap);
