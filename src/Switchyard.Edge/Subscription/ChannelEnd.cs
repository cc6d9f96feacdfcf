namespace Switchyard.Edge.Subscription;

/// <summary>How a connection ended, or why none was made.</summary>
/// <param name="Kind">What is to follow from it.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record ChannelEnd(ChannelEndKind Kind, string Reason)
{
    /// <summary>How long the node asks to wait.</summary>
    public TimeSpan After { get; init; }
}
