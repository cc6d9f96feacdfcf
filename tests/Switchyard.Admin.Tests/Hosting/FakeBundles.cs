using System.Collections.Concurrent;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Stands for what runs bundles on the node: it is as a test says, and settles what it is asked for by <see cref="Settle"/>.</summary>
internal sealed class FakeBundles : IBundleSupervision
{
    public ConcurrentDictionary<BundleKey, BundleStatus> Statuses { get; } = [];

    /// <summary>What has become of a bundle when a revision is settled; waits by default as long as it may.</summary>
    public Func<BundleKey, long, CancellationToken, Task<BundleStatus?>> Settle { get; set; } =
        (_, _, cancellationToken) => new TaskCompletionSource<BundleStatus?>().Task.WaitAsync(cancellationToken);

    public IReadOnlyList<BundleTool> OfferedTools { get; set; } = [];

    public IReadOnlyList<BundleLogLine> Lines { get; set; } = [];

    public IReadOnlyList<BundleStatus> All => [.. Statuses.Values];

    public static BundleStatus Status(BundleKey key, BundleState state, long generation = 1, string reason = "installed", string? lastError = null, long? runningVersion = null) => new()
    {
        Key = key, State = state, Reason = reason, Generation = generation, Since = DateTimeOffset.UnixEpoch, LastError = lastError, RunningVersion = runningVersion,
    };

    /// <summary>Settles everything at once as <paramref name="status"/>.</summary>
    public void SettleAs(BundleStatus status) => Settle = (_, _, _) => Task.FromResult<BundleStatus?>(Statuses[status.Key] = status);

    public BundleStatus? Find(BundleKey key) => Statuses.GetValueOrDefault(key);

    public Task<BundleStatus?> SettledAsync(BundleKey key, long revision, CancellationToken cancellationToken) => Settle(key, revision, cancellationToken);

    public IReadOnlyList<BundleTool>? Tools(BundleKey key) => Statuses.ContainsKey(key) ? OfferedTools : null;

    public IReadOnlyList<BundleLogLine>? Log(BundleKey key) => Statuses.ContainsKey(key) ? Lines : null;
}
