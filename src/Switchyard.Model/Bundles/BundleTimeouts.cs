namespace Switchyard.Model.Bundles;

/// <summary>How long the steps of one bundle's life may take.</summary>
public sealed record BundleTimeouts
{
    /// <summary>The defaults.</summary>
    public static BundleTimeouts Default { get; } = new();

    /// <summary>From the start to the first tool list; null for 30 s of a process and 15 s of a remote server. 1 s to 10 min.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>How long calls in flight may go on after a swap. 0 s to 1 h.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long calls wait while an exclusive bundle is between two processes. 0 s to 1 min.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of standard input to SIGTERM. 0 s to 1 min.</summary>
    public TimeSpan Eof { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From SIGTERM to SIGKILL. 0 s to 1 min.</summary>
    public TimeSpan Term { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>One call of a tool. 1 s to 1 h.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(60);
}
