using Switchyard.Processes;

namespace Switchyard.WorkspaceAgent.Commands;

/// <summary>What became of a command.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="TimedOut">Whether it was ended because its time was over.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record CommandResult(ChildExit Exit, bool TimedOut, OutputKeep Output, OutputKeep Errors);
