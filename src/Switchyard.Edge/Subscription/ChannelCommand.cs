using Switchyard.Edge.Serving;
using Switchyard.Hub.Protocol;

namespace Switchyard.Edge.Subscription;

/// <summary>What <see cref="ChannelMachine"/> wants done.</summary>
internal abstract record ChannelCommand;

/// <summary>Send a frame.</summary>
internal sealed record SendCommand(Frame Frame) : ChannelCommand;

/// <summary>Put a state in force, on disk first, and tell the machine what came of it. One at a time.</summary>
internal sealed record ApplyCommand(ServingState Next) : ChannelCommand;

/// <summary>Forget everything, in memory and on disk, at once: also what is just being put in force.</summary>
internal sealed record ForgetCommand : ChannelCommand;

/// <summary>End the connection.</summary>
internal sealed record EndCommand(ChannelEnd End) : ChannelCommand;
