using System.Text.Json;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Workspaces;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Bundles;

/// <summary>Finds and locks bundles by what stands in a path, wherever their definition comes from. A file or document hides the record of the same name.</summary>
internal sealed class BundleStore(FileBundles files)
{
    /// <summary>The workspace, by id or name; 404 when neither a record nor a bundle of a file names it.</summary>
    public async Task<BundleHome> HomeAsync(SqlSession session, string workspace, CancellationToken cancellationToken) =>
        await WorkspaceTable.FindAsync(session, workspace, cancellationToken) is { } row ? new BundleHome(row.Name, row)
        : files.Knows(workspace) ? new BundleHome(workspace, null)
        : throw WorkspaceStore.NotFound(workspace);

    /// <summary>All bundles of a workspace, sorted by name.</summary>
    public async Task<IReadOnlyList<BundleRecord>> ListAsync(SqlSession session, BundleHome home, CancellationToken cancellationToken)
    {
        var rows = home.Row is null ? [] : await BundleTable.ListAsync(session, home.Row.Id, cancellationToken);
        var switches = (await BundleSwitchTable.ListAsync(session, home.Name, cancellationToken)).ToDictionary(row => row.Bundle);
        var sets = (await BundleCredentialTable.ListSetsAsync(session, home.Name, cancellationToken)).ToDictionary(row => row.Bundle);
        var fields = (await BundleCredentialTable.ListFieldsAsync(session, home.Name, cancellationToken)).ToLookup(row => row.Bundle, row => row.Field);
        var owned = files.All(home.Name);
        var hidden = owned.Select(bundle => bundle.Key.Bundle).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. rows.Where(row => !hidden.Contains(row.Name)).Select(Of).Concat(owned.Select(Of))
                .Select(record => record with
                {
                    Switch = switches.GetValueOrDefault(record.Key.Bundle),
                    Set = sets.GetValueOrDefault(record.Key.Bundle),
                    Stored = fields[record.Key.Bundle].ToHashSet(StringComparer.Ordinal),
                })
                .OrderBy(record => record.Key.Bundle, StringComparer.Ordinal),
        ];
    }

    /// <summary>One bundle, by id or name.</summary>
    public async Task<BundleRecord> FindAsync(SqlSession session, string workspace, string bundle, CancellationToken cancellationToken)
    {
        var home = await HomeAsync(session, workspace, cancellationToken);
        return (await ListAsync(session, home, cancellationToken)).FirstOrDefault(record => record.Key.Bundle == bundle || record.Id.ToString("D") == bundle)
            ?? throw BundleProblems.NotFound(bundle);
    }

    /// <summary>One bundle, kept from every other writer until the transaction ends: its row, if it has one, then its switch.</summary>
    public async Task<BundleRecord> LockAsync(MutationScope scope, string workspace, string bundle, CancellationToken cancellationToken)
    {
        var session = scope.Session;
        var seen = await FindAsync(session, workspace, bundle, cancellationToken);
        if (seen.Row is not null && await BundleTable.LockAsync(session, seen.Row.WorkspaceId, seen.Id.ToString("D"), cancellationToken) is null)
        {
            throw BundleProblems.NotFound(bundle);
        }

        await BundleSwitchTable.LockAsync(session, seen.Key.Workspace, seen.Key.Bundle, scope.Now, cancellationToken);

        // As it is now that nobody else can change it.
        return await FindAsync(session, seen.Key.Workspace, seen.Key.Bundle, cancellationToken);
    }

    /// <summary>What the row of a bundle says. A definition that this version can not read shows as an empty one.</summary>
    public static BundleRecord Of(BundleRow row) => new()
    {
        Key = new BundleKey(row.Workspace, row.Name),
        Id = row.Id,
        Definition = Definition(row),
        Origin = Origin.Database,
        Row = row,
    };

    private static BundleDefinition Definition(BundleRow row)
    {
        try
        {
            using var json = JsonDocument.Parse(row.DefinitionJson);
            return BundleDefinitionJson.Read(new JsonFields(json.RootElement, [], ""), withValues: false);
        }
        catch (JsonException)
        {
            // The row was altered by hand or by a bug; it can still be shown, changed and removed.
            return new BundleDefinition { Type = BundleType.Stdio };
        }
    }

    private static BundleRecord Of(BundleConfig bundle) => new() { Key = bundle.Key, Id = bundle.Id, Definition = bundle.Definition, Origin = bundle.Origin };
}
