namespace Switchyard.Model.Providers;

/// <summary>How long a key rests after the upstream refused it.</summary>
public sealed record KeyCooldownSettings
{
    /// <summary>The defaults.</summary>
    public static KeyCooldownSettings Default { get; } = new();

    /// <summary>After a 429 without a hint.</summary>
    public TimeSpan RateLimited { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After the first 401; doubles up to 15 minutes.</summary>
    public TimeSpan Unauthorized { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest cool-down whatever the upstream asks for.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Random share by which an end is moved, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;
}
