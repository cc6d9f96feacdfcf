using Switchyard.Hub.Streams;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>The rows of workspaces and bundles. What was kept by a version without them has none.</summary>
internal sealed record BundleRows(
    IReadOnlyList<WorkspaceRow> Workspaces,
    IReadOnlyList<BundleRow> Bundles,
    IReadOnlyList<BundleSwitchRow> Switches,
    IReadOnlyList<BundleCredentialSetRow> CredentialSets,
    IReadOnlyList<BundleCredentialRow> Credentials,
    IReadOnlyList<BundlePurgeRow> Purges)
{
    public static BundleRows None { get; } = new([], [], [], [], [], []);

    /// <summary>The rows now. Where nobody ever had a workspace or bundle, one look tells, so that whoever uses none waits for no more.</summary>
    public static async Task<BundleRows> ReadAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var versions = await StreamTable.VersionsAsync(session, [HubStreams.BundlesChanged, HubStreams.WorkspacesChanged], cancellationToken);
        return versions.Count == 0
            ? None
            : new BundleRows(
                await WorkspaceTable.ListAsync(session, cancellationToken),
                await BundleTable.ListAsync(session, cancellationToken),
                await BundleSwitchTable.ListAsync(session, cancellationToken),
                await BundleCredentialTable.ListSetsAsync(session, cancellationToken),
                await BundleCredentialTable.ListAsync(session, cancellationToken),
                await BundlePurgeTable.ListAsync(session, cancellationToken));
    }
}
