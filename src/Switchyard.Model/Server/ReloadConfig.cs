namespace Switchyard.Model.Server;

/// <summary>How changes of the configuration are followed and how long revisions are kept (section <c>server.reload</c>).</summary>
public sealed record ReloadConfig
{
    /// <summary>The defaults.</summary>
    public static ReloadConfig Default { get; } = new();

    /// <summary>How quiet it must have been before changed files are read.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time from the first change to the read, however noisy it is; not less than <see cref="Debounce"/>.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>When a file that was refused is looked at again, in case it was half written.</summary>
    public TimeSpan RetryRead { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two comparisons of the files' content, whatever was noticed.</summary>
    public TimeSpan Scan { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many of the newest revisions are kept, whatever their age.</summary>
    public int HistoryCount { get; init; } = 1000;

    /// <summary>How long every revision is kept, however many there are.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>First wait before a configuration is prepared again that could not be prepared for a passing cause; each further one doubles it. 100 ms to 10 min.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest such wait; not shorter than <see cref="RetryMin"/>.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after a change its modules are watched; one that fails has the change rolled back. 0 to 10 min; 0 turns it off.</summary>
    public TimeSpan Probation { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is asked of the new configuration before files or documents are put in force: <c>provider/model</c> or an alias of a route; null asks nothing.</summary>
    public string? ProbeModel { get; init; }

    /// <summary>How long the answer may take. 100 ms to 25 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
