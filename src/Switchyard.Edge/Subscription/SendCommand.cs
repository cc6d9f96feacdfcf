using Switchyard.Hub.Protocol;

namespace Switchyard.Edge.Subscription;

/// <summary>Send a frame.</summary>
internal sealed record SendCommand(Frame Frame) : ChannelCommand;
