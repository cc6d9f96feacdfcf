namespace Switchyard.Cli.Terminal;

/// <summary>Ends a command with a message for people and an exit code for scripts.</summary>
internal sealed class CliException(int exitCode, string message, string? hint = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do next, or null.</summary>
    public string? Hint { get; } = hint;
}
