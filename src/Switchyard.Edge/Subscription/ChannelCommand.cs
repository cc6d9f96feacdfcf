namespace Switchyard.Edge.Subscription;

/// <summary>What <see cref="ChannelMachine"/> wants done.</summary>
internal abstract record ChannelCommand;
