using Switchyard.Admin.Client.Events;

namespace Switchyard.Console.Feed;

/// <summary>What a listener learns at once.</summary>
/// <param name="Events">What changed, in order; at most <see cref="FeedListener.MostEvents"/>.</param>
/// <param name="Everything">There was more than can be told, or nobody knows what was missed: whatever is shown is to be read anew.</param>
internal sealed record FeedNotice(IReadOnlyList<HubEvent> Events, bool Everything)
{
    /// <summary>Whether it concerns one of <paramref name="topics"/>; null means any event.</summary>
    public bool Concerns(IReadOnlyCollection<string>? topics) => Everything || (topics is null ? Events.Count > 0 : Events.Any(happened => topics.Contains(happened.Event)));
}
