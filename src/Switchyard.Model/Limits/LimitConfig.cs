namespace Switchyard.Model.Limits;

/// <summary>A limit: who it holds for and how much. Zero or null means off.</summary>
public sealed record LimitConfig
{
    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>What is counted together.</summary>
    public required LimitScope Scope { get; init; }

    /// <summary>Name of the user or provider, or id of the access key; null: each one of the scope has its own allowance.</summary>
    public string? Match { get; init; }

    /// <summary>Requests per minute; 0 is off.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Requests at the same time; 0 is off.</summary>
    public int Concurrency { get; init; }
}
