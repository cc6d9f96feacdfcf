namespace Switchyard.Processes;

/// <summary>A child process that is asked for.</summary>
public sealed record ChildStart
{
    /// <summary>Whose process it is, for logs and its mark: letters, digits, hyphens, underscores, dots and slashes.</summary>
    public required string Owner { get; init; }

    /// <summary>Program: a path if it has a slash, else looked up in the <c>PATH</c> of <see cref="Environment"/>.</summary>
    public required string Command { get; init; }

    /// <summary>Arguments as they are; no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment but for the mark, which is added.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Working directory, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What it may use.</summary>
    public ChildLimits Limits { get; init; } = new();

    /// <summary>From the end of standard input to SIGTERM.</summary>
    public TimeSpan Eof { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public TimeSpan Term { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Replaces secrets in what it writes to standard error.</summary>
    public Redactor Redactor { get; init; } = Redactor.None;

    /// <summary>Takes its lines of standard error, without secrets; null when nobody wants them.</summary>
    public LineQuota? Lines { get; init; }

    /// <summary>Reads standard error to its end, as it is, where lines would not do; nothing of it is kept or given to <see cref="Lines"/> then. It must not fail, and ends when the stream ends or is disposed of.</summary>
    public Func<Stream, Task>? ReadErrors { get; init; }
}
