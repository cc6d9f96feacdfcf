namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_purges</c>: the data of a removed bundle is to go.</summary>
public sealed record BundlePurgeRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
