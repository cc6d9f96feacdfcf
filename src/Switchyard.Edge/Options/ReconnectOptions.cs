namespace Switchyard.Edge.Options;

/// <summary>How a connection is tried again.</summary>
public sealed record ReconnectOptions
{
    /// <summary>First wait; doubled with each failure.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that held for this long makes the next wait the first one again.</summary>
    public TimeSpan Reset { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait after the control plane has refused this edge.</summary>
    public TimeSpan Refused { get; init; } = TimeSpan.FromSeconds(60);
}
