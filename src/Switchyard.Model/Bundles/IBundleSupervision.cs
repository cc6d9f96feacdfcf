namespace Switchyard.Model.Bundles;

/// <summary>
/// The bundles of this node, for whoever looks at them. The data plane implements it; the control plane asks it. Nothing is started or stopped here: what a bundle is to do is a record, and every node follows
/// the records, so that an operation has one way to take effect, wherever it was asked for.
/// </summary>
public interface IBundleSupervision
{
    /// <summary>Every bundle of the configuration in force, sorted by key.</summary>
    IReadOnlyList<BundleStatus> All { get; }

    /// <summary>One bundle, or null when the configuration in force has none of that key.</summary>
    BundleStatus? Find(BundleKey key);

    /// <summary>
    /// Completes when this node has done, or failed to do, everything that revision <paramref name="revision"/> asks of the bundle: <see cref="BundleStatus.SettledRevision"/> has reached it, or the bundle is gone (null).
    /// </summary>
    Task<BundleStatus?> SettledAsync(BundleKey key, long revision, CancellationToken cancellationToken);

    /// <summary>Tools of the server in service, or of the last one; null for an unknown bundle.</summary>
    IReadOnlyList<BundleTool>? Tools(BundleKey key);

    /// <summary>The latest lines, oldest first; null for an unknown bundle.</summary>
    IReadOnlyList<BundleLogLine>? Log(BundleKey key);
}
