namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_switches</c>: whether a bundle is to run, wherever its definition comes from.</summary>
public sealed record BundleSwitchRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>False: it was stopped and stays so.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often somebody asked for another process.</summary>
    public long Respawns { get; init; }

    /// <summary>0 before the first change, one more with each.</summary>
    public long Version { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
