using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Workspaces;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Defines, changes and removes bundles. What nodes do about it they do when they read the records; a caller who waits is answered with how that went.</summary>
internal sealed class BundleCommands(MutationRunner runner, BundleStore store, FileBundles files, BundleViews views, BundleWaits waits, BundleRemoval removal)
{
    public Task<MutationResult<BundleView>> CreateAsync(Operator actor, string workspace, BundleRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        waits.ShowAsync(
            () => runner.RunAsync(actor, options, BundleJson.Default.BundleView, (scope, token) => CreateAsync(scope, workspace, request, token), cancellationToken), options, cancellationToken);

    public Task<MutationResult<BundleView>> UpdateAsync(Operator actor, string workspace, string bundle, BundleRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        waits.ShowAsync(
            () => runner.RunAsync(actor, options, BundleJson.Default.BundleView, (scope, token) => UpdateAsync(scope, workspace, bundle, patch, token), cancellationToken), options, cancellationToken);

    /// <param name="actor">Who does it.</param>
    /// <param name="workspace">Id or name of the workspace.</param>
    /// <param name="bundle">Id or name of the bundle.</param>
    /// <param name="purge">Whether its data directory goes, too.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MutationResult<BundleView>> DeleteAsync(Operator actor, string workspace, string bundle, bool purge, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, BundleJson.Default.BundleView, (scope, token) => DeleteAsync(scope, workspace, bundle, purge, token), cancellationToken);

    private async Task<MutationDraft<BundleView>> CreateAsync(MutationScope scope, string workspace, BundleRequest request, CancellationToken cancellationToken)
    {
        var home = await WorkspaceStore.LockAsync(scope.Session, workspace, cancellationToken);
        var definition = await ReadAsync(scope, request, null, isChange: true, cancellationToken);
        var key = new BundleKey(home.Name, request.Name!);
        files.Refuse(key);
        var row = new BundleRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            WorkspaceId = home.Id,
            Workspace = home.Name,
            Name = key.Bundle,
            DefinitionJson = BundleDefinitionJson.Write(definition),
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        await BundleTable.InsertAsync(scope.Session, row, cancellationToken);
        await BundlePurgeTable.DeleteAsync(scope.Session, key.Workspace, key.Bundle, cancellationToken);
        var record = BundleStore.Of(row) with { Set = await BundleCredentialTable.FindSetAsync(scope.Session, key.Workspace, key.Bundle, cancellationToken) };
        if (request.Enabled == false)
        {
            record = record with { Switch = await SwitchAsync(scope, record, enabled: false, cancellationToken) };
        }

        var facts = BundleChanges.Facts(record);
        return new MutationDraft<BundleView>(201, await views.OneAsync(scope.Session, record, cancellationToken), record.ETag)
        {
            Location = $"/api/v1/workspaces/{key.Workspace}/bundles/{key.Bundle}",
            After = facts,
            Change = BundleChanges.Of(scope, record, HubStreams.BundleInstalled, HubAction.Create, "create", null, facts),
        };
    }

    private async Task<MutationDraft<BundleView>> UpdateAsync(MutationScope scope, string workspace, string bundle, BundleRequest patch, CancellationToken cancellationToken)
    {
        var before = await LockOwnAsync(scope, workspace, bundle, cancellationToken);
        var isChange = patch.Definition.EnumerateObject().Any();
        var definition = await ReadAsync(scope, patch, before, isChange, cancellationToken);
        var enabled = patch.Enabled ?? before.Enabled;
        if (before.Enabled && !enabled && before.Definition.Protected)
        {
            throw BundleProblems.Protected(before.Key);
        }

        var after = before;
        if (isChange && !definition.Equals(before.Definition))
        {
            var row = before.Row! with { DefinitionJson = BundleDefinitionJson.Write(definition), UpdatedAt = scope.Now };
            row = row with { Version = await BundleTable.UpdateAsync(scope.Session, row, cancellationToken) ?? throw Problem.LockBroken() };
            after = after with { Row = row, Definition = definition };
        }

        if (enabled != before.Enabled)
        {
            after = after with { Switch = await SwitchAsync(scope, before, enabled, cancellationToken) };
        }

        var (factsBefore, factsAfter) = (BundleChanges.Facts(before), BundleChanges.Facts(after));
        var action = enabled == before.Enabled ? HubAction.Update : enabled ? HubAction.Enable : HubAction.Disable;
        return new MutationDraft<BundleView>(200, await views.OneAsync(scope.Session, after, cancellationToken), after.ETag)
        {
            Before = factsBefore,
            After = factsAfter,
            Change = ReferenceEquals(after, before) ? null : BundleChanges.Of(scope, after, HubStreams.BundlesChanged, action, "update", factsBefore, factsAfter),
        };
    }

    private async Task<MutationDraft<BundleView>> DeleteAsync(MutationScope scope, string workspace, string bundle, bool purge, CancellationToken cancellationToken)
    {
        var before = await LockOwnAsync(scope, workspace, bundle, cancellationToken);
        var facts = await removal.RemoveAsync(scope, before.Row!, cancellationToken);
        if (purge)
        {
            await BundlePurgeTable.PutAsync(
                scope.Session, new BundlePurgeRow { Workspace = before.Key.Workspace, Bundle = before.Key.Bundle, Id = before.Id, CreatedAt = scope.Now }, cancellationToken);
        }

        return new MutationDraft<BundleView>(204, null, null)
        {
            Before = facts,
            Change = BundleChanges.Of(scope, before, HubStreams.BundleRemoved, HubAction.Delete, "delete", facts, null, purge ? new() { ["purge"] = true } : null),
        };
    }

    private async Task<BundleRecord> LockOwnAsync(MutationScope scope, string workspace, string bundle, CancellationToken cancellationToken)
    {
        var record = await store.LockAsync(scope, workspace, bundle, cancellationToken);
        files.Refuse(record.Key);
        scope.Options.CheckMatch(record.ETag);
        return record;
    }

    private async Task<BundleDefinition> ReadAsync(MutationScope scope, BundleRequest request, BundleRecord? before, bool isChange, CancellationToken cancellationToken)
    {
        var (faults, actor) = (new FaultList(), scope.Actor);
        var archive = request.Archive is { } hash ? await BundleArchiveTable.UseAsync(scope.Session, hash, scope.Now, cancellationToken) : null;
        var definition = request.Merge(before?.Definition, archive?.ManifestJson, faults);
        if (before is not null && request.Name is { } name && name != before.Key.Bundle)
        {
            faults.Add("name", $"The name of a bundle never changes; this one is '{before.Key.Bundle}'.");
        }

        var place = definition.Type == BundleType.Mcpb ? "archive" : "command";
        if (isChange && definition.Command is not null && !files.Settings.Allows(definition) && !faults.Any(fault => fault.Field == place))
        {
            faults.Add(place, "Is none of the commands that server.bundles.commands allows.");
        }

        if (!faults.IsEmpty)
        {
            throw BundleProblems.Invalid(faults);
        }

        return isChange && definition.IsProcess && !actor.May(Permission.BundlesExecute)
            ? throw new ProblemException(Problem.Forbidden(Permission.BundlesExecute.Name, OperatorRoles.NameOf(actor.Role)))
            : definition;
    }

    private static async Task<BundleSwitchRow> SwitchAsync(MutationScope scope, BundleRecord record, bool enabled, CancellationToken cancellationToken)
    {
        var row = await BundleSwitchTable.LockAsync(scope.Session, record.Key.Workspace, record.Key.Bundle, scope.Now, cancellationToken) with { Enabled = enabled, UpdatedAt = scope.Now };
        return row with { Version = await BundleSwitchTable.UpdateAsync(scope.Session, row, cancellationToken) };
    }
}
