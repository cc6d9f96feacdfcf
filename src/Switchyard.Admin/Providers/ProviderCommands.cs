using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Streams;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Validation;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>Creates, changes and deletes providers. Each is one transaction, whoever calls: REST, console, a test.</summary>
internal sealed class ProviderCommands(MutationRunner runner, ProviderStore store, FileProviders files, ProviderSecrets secrets, ProviderKeyWriter keys, ProviderViews views)
{
    public Task<MutationResult<ProviderView>> CreateAsync(Operator actor, NewProviderRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<ProviderView>> UpdateAsync(
        Operator actor, string idOrName, ProviderPatchRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderView, (scope, token) => UpdateAsync(scope, idOrName, patch, token), cancellationToken);

    public Task<MutationResult<ProviderView>> DeleteAsync(Operator actor, string idOrName, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderView, (scope, token) => DeleteAsync(scope, idOrName, token), cancellationToken);

    private async Task<MutationDraft<ProviderView>> CreateAsync(MutationScope scope, NewProviderRequest request, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(request.Faults);
        files.Refuse(request.Name);
        var plan = ProviderKeyPlan.Create(request.Type, [], request.Keys, []);
        ProviderKeyWriter.CheckDuplicates(plan);
        var id = Guid.CreateVersion7(scope.Now);
        var row = new ProviderRow
        {
            Id = id,
            Name = request.Name,
            Type = ProviderTypes.NameOf(request.Type),
            DisplayName = request.DisplayName,
            BaseUrl = request.BaseUrl,
            Enabled = request.Enabled,
            AllowByok = request.AllowByok,
            SettingsJson = ProviderSettingsJson.Write(request.Settings),
            SettingsSealed = secrets.SealSettings(id, request.Settings),
            SelectorJson = Selectors.Write(request.Selector),
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        await ProviderTable.InsertAsync(scope.Session, row, cancellationToken);
        var record = new ProviderRecord(row, await keys.WriteAsync(scope.Session, row, [], plan, scope.Now, cancellationToken));

        var facts = ProviderFacts.Of(record, request.Settings);
        return new MutationDraft<ProviderView>(201, await views.OneAsync(scope.Session, record, changing: true, cancellationToken), EntityTags.Of(row.Version))
        {
            Location = $"/api/v1/providers/{id:D}",
            After = facts,
            Change = ProviderChanges.Of(scope, record, HubAction.Create, null, facts, KeyOperations.Of(plan, [], record.Keys)),
        };
    }

    private async Task<MutationDraft<ProviderView>> UpdateAsync(MutationScope scope, string idOrName, ProviderPatchRequest patch, CancellationToken cancellationToken)
    {
        var before = await store.LockAsync(scope.Session, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Row.Version));
        var faults = new FaultList();
        faults.AddRange("", patch.Faults);
        var edit = ProviderEdit.Create(patch, before, secrets, scope.Now, faults);
        Problem.ThrowIfAny(faults);
        if (edit.Row.Name != before.Row.Name)
        {
            files.Refuse(edit.Row.Name);
        }

        if (edit.Keys is not null)
        {
            ProviderKeyWriter.CheckDuplicates(edit.Keys);
        }

        var facts = ProviderFacts.Of(before, secrets.OpenSettings(before, out _));
        if (!Changes(before, edit))
        {
            return new MutationDraft<ProviderView>(200, await views.OneAsync(scope.Session, before, changing: false, cancellationToken), EntityTags.Of(before.Row.Version))
            {
                Before = facts,
                After = facts,
            };
        }

        var after = await WriteAsync(scope, before, edit, cancellationToken);
        return await UpdatedAsync(scope, before, after, edit, facts, cancellationToken);
    }

    private async Task<ProviderRecord> WriteAsync(MutationScope scope, ProviderRecord before, ProviderEdit edit, CancellationToken cancellationToken)
    {
        var version = await ProviderTable.UpdateAsync(scope.Session, edit.Row, cancellationToken) ?? throw Problem.LockBroken();
        var rows = edit.Keys is null
            ? before.Keys
            : await keys.WriteAsync(scope.Session, edit.Row, before.Keys, edit.Keys, scope.Now, cancellationToken);
        return new ProviderRecord(edit.Row with { Version = version }, rows);
    }

    private async Task<MutationDraft<ProviderView>> UpdatedAsync(
        MutationScope scope, ProviderRecord before, ProviderRecord after, ProviderEdit edit, JsonObject factsBefore, CancellationToken cancellationToken)
    {
        var action = (before.Row.Enabled, after.Row.Enabled) switch
        {
            (true, false) => HubAction.Disable,
            (false, true) => HubAction.Enable,
            _ => HubAction.Update,
        };
        var facts = ProviderFacts.Of(after, edit.Settings);
        var operations = edit.Keys is null ? null : KeyOperations.Of(edit.Keys, before.Keys, after.Keys);
        var removed = edit.Keys?.Removed.Select(key => key.Id).ToArray() ?? [];
        return new MutationDraft<ProviderView>(200, await views.OneAsync(scope.Session, after, changing: true, cancellationToken), EntityTags.Of(after.Row.Version))
        {
            Before = factsBefore,
            After = facts,
            Change = ProviderChanges.Of(scope, after, action, factsBefore, facts, operations, [.. before.Keys.Where(key => removed.Contains(key.Id))]),
            Cuts = !scope.Options.Cut ? [] : action == HubAction.Disable ? [Cuts.Of(CutKind.Provider, after.Row.Id)] : [.. removed.Select(id => Cuts.Of(CutKind.ProviderKey, id))],
        };
    }

    private async Task<MutationDraft<ProviderView>> DeleteAsync(MutationScope scope, string idOrName, CancellationToken cancellationToken)
    {
        var before = await store.LockAsync(scope.Session, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Row.Version));
        if (!await ProviderTable.DeleteAsync(scope.Session, before.Row.Id, before.Row.Version, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        var facts = ProviderFacts.Of(before, secrets.OpenSettings(before, out _));
        return new MutationDraft<ProviderView>(204, null, null)
        {
            Before = facts,
            Change = ProviderChanges.Of(scope, before, HubAction.Delete, facts, null, KeyOperations.AllRemoved(before.Keys), before.Keys),
            Cuts = scope.Options.Cut ? [Cuts.Of(CutKind.Provider, before.Row.Id)] : [],
        };
    }

    private static bool Changes(ProviderRecord before, ProviderEdit edit) =>
        edit.Row with { UpdatedAt = before.Row.UpdatedAt } != before.Row || (edit.Keys is not null && ProviderKeyWriter.Changes(before.Keys, edit.Keys));
}
