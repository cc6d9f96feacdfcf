namespace Switchyard.Edge.Subscription;

/// <summary>End the connection.</summary>
internal sealed record EndCommand(ChannelEnd End) : ChannelCommand;
