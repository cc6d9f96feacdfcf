namespace Switchyard.Admin.Client.Canaries;

/// <summary>How a revision is tried on some nodes first. Either nodes or a percentage of them.</summary>
public sealed record NewCanary
{
    /// <summary>Names of the nodes that try it.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>How many of the live nodes try it, 1 to 99; at least one does and one does not.</summary>
    public int? Percent { get; init; }

    /// <summary>How long it is compared, for example <c>10m</c>; null: 10 minutes.</summary>
    public string? Window { get; init; }

    /// <summary><c>auto</c> promotes it at the end of the window, <c>manual</c> leaves that to somebody; null: <c>auto</c>.</summary>
    public string? Promote { get; init; }

    /// <summary>By what it is judged.</summary>
    public CanaryThresholds? Thresholds { get; init; }
}
