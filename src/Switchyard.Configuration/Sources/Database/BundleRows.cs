using Switchyard.Storage.Bundles;
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

    public static async Task<BundleRows> ReadAsync(SqlSession session, CancellationToken cancellationToken) => new(
        await WorkspaceTable.ListAsync(session, cancellationToken),
        await BundleTable.ListAsync(session, cancellationToken),
        await BundleSwitchTable.ListAsync(session, cancellationToken),
        await BundleCredentialTable.ListSetsAsync(session, cancellationToken),
        await BundleCredentialTable.ListAsync(session, cancellationToken),
        await BundlePurgeTable.ListAsync(session, cancellationToken));
}
