namespace Switchyard.WorkspaceAgent.Commands;

/// <summary>A command that is asked for.</summary>
internal sealed record CommandRequest
{
    /// <summary>Program: a path if it has a slash, else looked up in <c>PATH</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Arguments as they are; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where it runs, absolute.</summary>
    public required string Directory { get; init; }

    /// <summary>How long it may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What it can read from standard input.</summary>
    public string Input { get; init; } = "";
}
