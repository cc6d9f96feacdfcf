namespace Switchyard.Hot.Dialling;

/// <summary>Times of a lazily validated dial.</summary>
public sealed record DialOptions
{
    /// <summary>How long a dial may take before it is asked whether it still is the right one.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait for the answer; a later one counts as none.</summary>
    public TimeSpan Validate { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time for everything together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether one that fails and still is the right one is tried once more.</summary>
    public bool Retries { get; init; } = true;

    /// <summary>After an answer that it is the right one: how long to wait before a second connection to it is tried as well; null for never.</summary>
    public TimeSpan? Hedge { get; init; }
}
