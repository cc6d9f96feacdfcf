using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>The bundles of a process that runs none.</summary>
internal sealed class NoBundles : IBundleSupervision
{
    public IReadOnlyList<BundleStatus> All => [];

    public BundleStatus? Find(BundleKey key) => null;

    public Task<BundleStatus?> SettledAsync(BundleKey key, long revision, CancellationToken cancellationToken) => Task.FromResult<BundleStatus?>(null);

    public IReadOnlyList<BundleTool>? Tools(BundleKey key) => null;

    public IReadOnlyList<BundleLogLine>? Log(BundleKey key) => null;
}
