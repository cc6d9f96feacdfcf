namespace Switchyard.Model.Providers;

/// <summary>Time limits of an upstream call.</summary>
public sealed record TimeoutSettings
{
    /// <summary>The defaults.</summary>
    public static TimeoutSettings Default { get; } = new();

    /// <summary>To open the TCP connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>To finish the TLS handshake.</summary>
    public TimeSpan Tls { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request to the response's headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Longest silence within a response.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(300);
}
