namespace Switchyard.Edge.Subscription;

/// <summary>What the end of a connection means for the next one.</summary>
internal enum ChannelEndKind
{
    /// <summary>It broke, was silent, or could not be made: try again with growing waits.</summary>
    Lost,

    /// <summary>The other end broke the protocol: try again with growing waits.</summary>
    Broken,

    /// <summary>The node asked to come again after a while.</summary>
    Moved,

    /// <summary>The control plane does not want this edge: try seldom.</summary>
    Refused,

    /// <summary>As <see cref="Refused"/>, and everything is to be forgotten: the gateway was deleted or disabled.</summary>
    Retired,
}
