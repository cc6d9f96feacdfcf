namespace Switchyard.Storage.Bundles;

/// <summary>The lease of an exclusive bundle.</summary>
public sealed record BundleLeaseRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Who holds it, or held it last.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>How often it was taken.</summary>
    public required long Generation { get; init; }

    /// <summary>How long it still holds by the database's clock, in milliseconds; not above zero when it has run out.</summary>
    public required long LeftMilliseconds { get; init; }

    /// <summary>Name of that node; null when it has ended.</summary>
    public string? Node { get; init; }

    /// <summary>Where that node is reached; null when it does not say, or has ended.</summary>
    public string? Advertise { get; init; }
}
