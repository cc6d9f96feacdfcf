namespace Switchyard.Model.Providers;

/// <summary>Connections to an upstream.</summary>
public sealed record ConnectionSettings
{
    /// <summary>The defaults.</summary>
    public static ConnectionSettings Default { get; } = new();

    /// <summary>Most connections kept to one host.</summary>
    public int Max { get; init; } = 1000;

    /// <summary>Time an idle connection is kept.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(90);
}
