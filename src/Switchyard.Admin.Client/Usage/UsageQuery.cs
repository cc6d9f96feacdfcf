namespace Switchyard.Admin.Client.Usage;

/// <summary>What is summed and in which groups; null means any.</summary>
public sealed record UsageQuery
{
    /// <summary>One to three of <c>user</c>, <c>accessKey</c>, <c>provider</c>, <c>model</c>, <c>client</c>, <c>route</c>, <c>session</c>, <c>status</c>, <c>node</c>, <c>day</c>, comma-separated; null: <c>day</c>.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Id or name of the user.</summary>
    public string? User { get; init; }

    /// <summary>Id or name of the provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The upstream model.</summary>
    public string? Model { get; init; }

    /// <summary>The client.</summary>
    public string? Client { get; init; }

    /// <summary>Begun at this time or later; null: 31 days before the end.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Begun before this time; null: now.</summary>
    public DateTimeOffset? To { get; init; }
}
