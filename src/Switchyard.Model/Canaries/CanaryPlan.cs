namespace Switchyard.Model.Canaries;

/// <summary>How long a canary is on trial and by what it is judged.</summary>
public sealed record CanaryPlan
{
    /// <summary>The defaults.</summary>
    public static CanaryPlan Default { get; } = new();

    /// <summary>How long it is compared before it is promoted. 1 s to 7 d.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether it is promoted by itself at the end of <see cref="Window"/>; else somebody has to. It is always reverted by itself when it is worse.</summary>
    public bool Promotes { get; init; } = true;

    /// <summary>By how much the share of failed requests may be higher on the nodes that try it, 0 to 1.</summary>
    public double ErrorRate { get; init; } = 0.01;

    /// <summary>How many times as high the 95th percentile of the time to the first byte may be on them, 1 to 100.</summary>
    public double Latency { get; init; } = 1.5;

    /// <summary>Requests that they must have served before anything is compared, 1 to 1,000,000. Without them the canary is reverted at the end of <see cref="Window"/>.</summary>
    public long MinRequests { get; init; } = 50;
}
