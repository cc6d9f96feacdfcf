namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>How a command ended, for programs.</summary>
internal sealed record CommandFacts
{
    /// <summary>Exit code; absent when a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether its time was over.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Bytes that it wrote to standard output.</summary>
    public long StdoutBytes { get; init; }

    /// <summary>Bytes that it wrote to standard error.</summary>
    public long StderrBytes { get; init; }
}
