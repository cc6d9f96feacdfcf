using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Bundles;

/// <summary>
/// Makes bundles with records what their images say they were: definition, and whether they run. Secrets are never in an image: a bundle that comes back has no credentials. Left as they are: those of files, protected ones,
/// those whose workspace is gone, and those whose former definition this version does not take.
/// </summary>
internal sealed class BundleRestorer(BundleStore store, BundleRemoval removal, FileBundles files)
{
    // Members of an image that are no part of the definition.
    private static readonly string[] Standing = ["workspace", "name", "enabled", "respawns", "credentialsVersion"];

    /// <summary>Restores the bundles of <paramref name="state"/>. Returns those that changed.</summary>
    public async Task<IReadOnlyList<BundleRestoration>> RestoreAsync(MutationScope scope, IReadOnlyList<ImageRow> state, CancellationToken cancellationToken)
    {
        var then = state.Where(image => image is { EntityType: BundleChanges.EntityType, ImageJson: not null }).ToDictionary(image => image.EntityId, image => JsonNode.Parse(image.ImageJson!)!.AsObject());
        var known = await RevisionTable.KnownAsync(scope.Session, BundleChanges.EntityType, cancellationToken);
        var changed = new List<BundleRestoration>();

        // Workspaces before their bundles, as whoever deletes one takes them.
        foreach (var workspace in then.Values.Select(image => image["workspace"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await WorkspaceTable.LockAsync(scope.Session, workspace, cancellationToken);
        }

        // First those that go, because others may want their names.
        foreach (var id in known.OrderBy(then.ContainsKey).ThenBy(id => id, StringComparer.Ordinal))
        {
            if (await RestoreAsync(scope, Guid.ParseExact(id, "D"), then.GetValueOrDefault(id), cancellationToken) is { } restoration)
            {
                changed.Add(restoration);
            }
        }

        return changed;
    }

    private async Task<BundleRestoration?> RestoreAsync(MutationScope scope, Guid id, JsonObject? image, CancellationToken cancellationToken)
    {
        var row = (await BundleTable.ListAsync(scope.Session, cancellationToken)).FirstOrDefault(row => row.Id == id);
        if (row is not null)
        {
            row = await BundleTable.LockAsync(scope.Session, row.WorkspaceId, id.ToString("D"), cancellationToken);
        }

        return (row, image) switch
        {
            (null, null) => null,
            (null, _) => await ReviveAsync(scope, id, image, cancellationToken),
            (_, null) => await RemoveAsync(scope, row, cancellationToken),
            _ => await ChangeAsync(scope, row, image, cancellationToken),
        };
    }

    private async Task<BundleRestoration?> RemoveAsync(MutationScope scope, BundleRow row, CancellationToken cancellationToken)
    {
        var record = BundleStore.Of(row);
        return record.Definition.Protected || files.Find(record.Key) is not null
            ? null
            : new BundleRestoration(row.Id, record.Key, await removal.RemoveAsync(scope, row, cancellationToken), null, []);
    }

    private async Task<BundleRestoration?> ChangeAsync(MutationScope scope, BundleRow row, JsonObject image, CancellationToken cancellationToken)
    {
        var key = new BundleKey(row.Workspace, row.Name);
        if (files.Find(key) is not null || await DefinitionAsync(scope, image, cancellationToken) is not { } definition)
        {
            return null;
        }

        var before = await store.LockAsync(scope, row.Workspace, row.Name, cancellationToken);
        var after = before;
        if (!definition.Equals(before.Definition))
        {
            var next = row with { DefinitionJson = BundleDefinitionJson.Write(definition), UpdatedAt = scope.Now };
            await BundleTable.UpdateAsync(scope.Session, next, cancellationToken);
            after = after with { Definition = definition };
        }

        var enabled = image["enabled"]!.GetValue<bool>();
        if (enabled != before.Enabled && !before.Definition.Protected)
        {
            after = after with { Switch = await MoveAsync(scope, before.Switch!, enabled, cancellationToken) };
        }

        return ReferenceEquals(before, after) ? null : new BundleRestoration(row.Id, key, BundleChanges.Facts(before), BundleChanges.Facts(after), []);
    }

    private async Task<BundleRestoration?> ReviveAsync(MutationScope scope, Guid id, JsonObject image, CancellationToken cancellationToken)
    {
        var key = new BundleKey(image["workspace"]!.GetValue<string>(), image["name"]!.GetValue<string>());

        // One of a file has images of its switch, and no record that could come back.
        if (id == FileIds.OfBundle(key) || files.Find(key) is not null || await DefinitionAsync(scope, image, cancellationToken) is not { } definition || await HomeAsync(scope.Session, key, cancellationToken) is not { } home)
        {
            return null;
        }

        var row = new BundleRow
        {
            Id = id, WorkspaceId = home.Id, Workspace = home.Name, Name = key.Bundle, DefinitionJson = BundleDefinitionJson.Write(definition), CreatedAt = scope.Now, UpdatedAt = scope.Now,
        };
        await BundleTable.InsertAsync(scope.Session, row, cancellationToken);
        await BundlePurgeTable.DeleteAsync(scope.Session, key.Workspace, key.Bundle, cancellationToken);
        var after = await store.LockAsync(scope, home.Name, key.Bundle, cancellationToken);
        if (!image["enabled"]!.GetValue<bool>())
        {
            after = after with { Switch = await MoveAsync(scope, after.Switch!, enabled: false, cancellationToken) };
        }

        return new BundleRestoration(id, key, null, BundleChanges.Facts(after), [.. definition.Credentials.Select(field => field.Name)]);
    }

    /// <summary>The workspace of this name, whose row is locked; null when it is gone or has another bundle of the name.</summary>
    private static async Task<WorkspaceRow?> HomeAsync(SqlSession session, BundleKey key, CancellationToken cancellationToken) =>
        await WorkspaceTable.FindAsync(session, key.Workspace, cancellationToken) is { } home && home.Name == key.Workspace
        && await BundleTable.FindAsync(session, home.Id, key.Bundle, cancellationToken) is null
            ? home
            : null;

    private static async Task<BundleSwitchRow> MoveAsync(MutationScope scope, BundleSwitchRow row, bool enabled, CancellationToken cancellationToken)
    {
        var moved = row with { Enabled = enabled, UpdatedAt = scope.Now };
        return moved with { Version = await BundleSwitchTable.UpdateAsync(scope.Session, moved, cancellationToken) };
    }

    /// <summary>The definition that an image has; null when this version does not take it, or when the archive it names is not kept any more.</summary>
    private static async Task<BundleDefinition?> DefinitionAsync(MutationScope scope, JsonObject image, CancellationToken cancellationToken)
    {
        var definition = image.DeepClone().AsObject();
        foreach (var member in Standing)
        {
            definition.Remove(member);
        }

        var faults = new FaultList();
        var fields = new JsonFields(JsonElement.Parse(definition.ToJsonString()), faults, "");
        var read = BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        return faults.IsEmpty && (read.Archive is null || await BundleArchiveTable.UseAsync(scope.Session, read.Archive, scope.Now, cancellationToken) is not null) ? read : null;
    }
}
