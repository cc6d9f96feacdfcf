namespace Switchyard.Edge.Subscription;

/// <summary>Forget everything, in memory and on disk, at once: also what is just being put in force.</summary>
internal sealed record ForgetCommand : ChannelCommand;
