namespace Switchyard.Processes;

/// <summary>How a child process ended. The runtime tells a signal by an exit code of 128 and its number, as a shell does; a program that itself exits with such a code is taken for one that was signalled.</summary>
/// <param name="ExitCode">Exit code, or null when a signal ended it.</param>
/// <param name="Signal">Number of the signal, or null.</param>
/// <param name="OverLimit">What it used too much of, as a sentence; null when it did not.</param>
public sealed record ChildExit(int? ExitCode, int? Signal, string? OverLimit)
{
    /// <summary>As people say it.</summary>
    public string Text => Signal is { } signal ? $"was ended by signal {signal}" : $"exited with code {ExitCode}";

    /// <summary>From what the runtime reports.</summary>
    public static ChildExit Of(int code, string? overLimit) => code is > 128 and <= 128 + 64 ? new ChildExit(null, code - 128, overLimit) : new ChildExit(code, null, overLimit);
}
