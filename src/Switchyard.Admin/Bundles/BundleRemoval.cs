using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Removes a bundle that has a record: its definition, its switch, its credentials and sign-ins, and what was approved of it. Nodes end what runs of it when they see that it is gone.</summary>
internal sealed class BundleRemoval(BundleStore store)
{
    /// <summary>Removes the bundle, whose row is locked, and returns what it was. A protected one is refused (409).</summary>
    public async Task<JsonObject> RemoveAsync(MutationScope scope, BundleRow row, CancellationToken cancellationToken)
    {
        var session = scope.Session;
        var record = BundleStore.Of(row);
        if (record.Definition.Protected)
        {
            throw BundleProblems.Protected(record.Key);
        }

        // A file may hide it; what operators said belongs to both.
        var standing = (await store.ListAsync(session, await store.HomeAsync(session, row.Workspace, cancellationToken), cancellationToken)).FirstOrDefault(other => other.Key == record.Key);
        var facts = BundleChanges.Facts(record with { Switch = standing?.Switch, Set = standing?.Set });
        if (!await BundleTable.DeleteAsync(session, row.Id, row.Version, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        await BundleSwitchTable.DeleteAsync(session, row.Workspace, row.Name, cancellationToken);
        await BundleCredentialTable.EraseAsync(session, row.Workspace, row.Name, scope.Now, cancellationToken);
        await SignInTable.EraseAsync(session, row.Workspace, row.Name, cancellationToken);
        await BundleToolTable.DeleteAsync(session, row.Workspace, row.Name, cancellationToken);
        return facts;
    }
}
