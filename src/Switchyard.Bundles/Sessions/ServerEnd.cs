namespace Switchyard.Bundles.Sessions;

/// <summary>How a server ended.</summary>
/// <param name="Cause">What ended it.</param>
/// <param name="ExitCode">Exit code of the process, or null: it has none, or a signal ended it.</param>
/// <param name="Signal">Number of the signal that ended the process, or null.</param>
/// <param name="Message">One sentence without secrets or addresses.</param>
/// <param name="LastLines">The last lines of standard error, redacted: at most 50 lines and 8,192 characters together.</param>
internal sealed record ServerEnd(ServerEndCause Cause, int? ExitCode, int? Signal, string Message, IReadOnlyList<string> LastLines);
