namespace Switchyard.Admin.Client.Canaries;

/// <summary>A revision that some nodes try before all get it.</summary>
public sealed record Canary
{
    /// <summary>The revision that began it.</summary>
    public required long Revision { get; init; }

    /// <summary><c>running</c>, <c>promoted</c> or <c>reverted</c>.</summary>
    public required string State { get; init; }

    /// <summary>Name of the operator who began it.</summary>
    public required string Author { get; init; }

    /// <summary>What the operator said about it.</summary>
    public required string Comment { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it is compared, for example <c>10m</c>.</summary>
    public required string Window { get; init; }

    /// <summary><c>auto</c> or <c>manual</c>.</summary>
    public required string Promote { get; init; }

    /// <summary>By what it is judged.</summary>
    public required CanaryThresholds Thresholds { get; init; }

    /// <summary>Names of the documents that it tries, while it runs.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>The nodes, while it runs.</summary>
    public IReadOnlyList<CanaryNode> Nodes { get; init; } = [];

    /// <summary>Both sides in words, while it runs.</summary>
    public string? Comparison { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision that ended it, or null.</summary>
    public long? EndedRevision { get; init; }

    /// <summary>Who ended it: an operator, or <c>canary</c> when it was ended by itself.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended, or null.</summary>
    public string? Reason { get; init; }
}
