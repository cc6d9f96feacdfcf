using Switchyard.Edge.Serving;

namespace Switchyard.Edge.Subscription;

/// <summary>Put a state in force, on disk first, and tell the machine what came of it. One at a time.</summary>
internal sealed record ApplyCommand(ServingState Next) : ChannelCommand;
