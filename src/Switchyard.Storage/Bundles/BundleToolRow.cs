namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_tools</c>: the approved definition of a tool of a bundle that pins its tools.</summary>
public sealed record BundleToolRow
{
    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>The server's own name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the approved definition.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was approved.</summary>
    public required DateTimeOffset ApprovedAt { get; init; }

    /// <summary>Name of who did; <c>first list</c> for what the bundle offered when it was pinned.</summary>
    public required string ApprovedBy { get; init; }
}
