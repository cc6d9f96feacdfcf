using Switchyard.Admin.Plans;

namespace Switchyard.Admin.Canaries;

/// <summary>A canary: a revision that some nodes try before all get it.</summary>
internal sealed record CanaryView
{
    /// <summary>The revision that began it.</summary>
    public required long Revision { get; init; }

    /// <summary><c>running</c>, <c>promoted</c> or <c>reverted</c>.</summary>
    public required string State { get; init; }

    /// <summary>Name of the operator who began it.</summary>
    public required string Author { get; init; }

    public required string Comment { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it is compared, for example <c>10m</c>.</summary>
    public required string Window { get; init; }

    /// <summary><c>auto</c> or <c>manual</c>.</summary>
    public required string Promote { get; init; }

    public required CanaryThresholds Thresholds { get; init; }

    /// <summary>Names of the documents that it tries, while it runs.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>What it makes of the configuration; only in the answer to the request that began it.</summary>
    public IReadOnlyList<ObjectChangeView>? Objects { get; init; }

    /// <summary>The nodes, while it runs.</summary>
    public IReadOnlyList<CanaryNodeView> Nodes { get; init; } = [];

    /// <summary>Both sides in words, while it runs.</summary>
    public string? Comparison { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision that ended it.</summary>
    public long? EndedRevision { get; init; }

    /// <summary>Who ended it: an operator, or <c>canary</c> when it was ended by itself.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why it ended.</summary>
    public string? Reason { get; init; }
}
