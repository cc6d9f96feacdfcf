using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Providers;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Streams;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Validation;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.ProviderKeys;

/// <summary>
/// Adds, changes, deletes and resets single keys. Whatever happens to a key, the provider's row is the lock: an insertion and a reordering at the same time
/// happen one after the other, and the positions stay 0…n−1.
/// </summary>
internal sealed class ProviderKeyCommands(MutationRunner runner, ProviderStore store, ProviderSecrets secrets, ProviderKeyWriter writer, KeyHealthReader health)
{
    public Task<MutationResult<ProviderKeyView>> AddAsync(Operator actor, string provider, NewKeyRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderKeyView, (scope, token) => AddAsync(scope, provider, request, token), cancellationToken);

    public Task<MutationResult<ProviderKeyView>> UpdateAsync(
        Operator actor, string provider, string id, KeyPatchRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderKeyView, (scope, token) => UpdateAsync(scope, provider, id, patch, token), cancellationToken);

    public Task<MutationResult<ProviderKeyView>> DeleteAsync(Operator actor, string provider, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderKeyView, (scope, token) => DeleteAsync(scope, provider, id, token), cancellationToken);

    /// <summary>Ends the key's cool-down on every node: the reset time is part of the configuration, so no node can miss it.</summary>
    public Task<MutationResult<ProviderKeyView>> ResetAsync(Operator actor, string provider, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, ProviderJson.Default.ProviderKeyView, (scope, token) => ResetAsync(scope, provider, id, token), cancellationToken);

    private async Task<MutationDraft<ProviderKeyView>> AddAsync(MutationScope scope, string idOrName, NewKeyRequest request, CancellationToken cancellationToken)
    {
        var before = await store.LockAsync(scope.Session, idOrName, cancellationToken);
        var place = request.Position ?? before.Keys.Count;
        var faults = new FaultList();
        faults.AddRange("", request.Faults);
        if (place > before.Keys.Count)
        {
            faults.Add("position", $"Must be from 0 to {before.Keys.Count}; the provider has {before.Keys.Count} keys.");
            place = before.Keys.Count;
        }

        var edits = Kept(before);
        edits.Insert(place, new ProviderKeyEdit(null, request.Key, request.Label, request.Enabled));
        var plan = Plan(before, edits, faults, request.Key is null);
        var after = await WriteAsync(scope, before, plan, cancellationToken);
        var row = after.Keys[place];
        return await DraftAsync(scope, before, after, plan, row, 201, HubAction.Update, cancellationToken) with
        {
            Location = $"/api/v1/providers/{before.Row.Id:D}/keys/{row.Id:D}",
        };
    }

    private async Task<MutationDraft<ProviderKeyView>> UpdateAsync(MutationScope scope, string idOrName, string id, KeyPatchRequest patch, CancellationToken cancellationToken)
    {
        var (before, key) = await LockAsync(scope, idOrName, id, cancellationToken);
        var faults = new FaultList();
        faults.AddRange("", patch.Faults);
        var place = patch.Position ?? key.Position;
        if (place >= before.Keys.Count)
        {
            faults.Add("position", $"Must be from 0 to {before.Keys.Count - 1}; the provider has {before.Keys.Count} keys.");
            place = key.Position;
        }

        var edits = Kept(before);
        edits.RemoveAt(key.Position);
        var enabled = patch.Enabled.IsSet ? patch.Enabled.Value ?? true : key.Enabled;
        edits.Insert(place, new ProviderKeyEdit(key.Id.ToString("D"), null, patch.Label.Or(key.Label, ""), enabled));
        var plan = Plan(before, edits, faults, false);
        if (!ProviderKeyWriter.Changes(before.Keys, plan))
        {
            return await UnchangedAsync(scope, before, key, cancellationToken);
        }

        var after = await WriteAsync(scope, before, plan, cancellationToken);
        var action = key.Enabled == enabled ? HubAction.Update : enabled ? HubAction.Enable : HubAction.Disable;
        var draft = await DraftAsync(scope, before, after, plan, after.Keys[place], 200, action, cancellationToken);
        return scope.Options.Cut && action == HubAction.Disable ? draft with { Cuts = [Cuts.Of(CutKind.ProviderKey, key.Id)] } : draft;
    }

    private async Task<MutationDraft<ProviderKeyView>> DeleteAsync(MutationScope scope, string idOrName, string id, CancellationToken cancellationToken)
    {
        var (before, key) = await LockAsync(scope, idOrName, id, cancellationToken);
        var edits = Kept(before);
        edits.RemoveAt(key.Position);
        var plan = Plan(before, edits, [], false);
        var after = await WriteAsync(scope, before, plan, cancellationToken);
        return await DraftAsync(scope, before, after, plan, null, 204, HubAction.Update, cancellationToken) with
        {
            Cuts = scope.Options.Cut ? [Cuts.Of(CutKind.ProviderKey, key.Id)] : [],
        };
    }

    private async Task<MutationDraft<ProviderKeyView>> ResetAsync(MutationScope scope, string idOrName, string id, CancellationToken cancellationToken)
    {
        var (before, key) = await LockAsync(scope, idOrName, id, cancellationToken);

        // Two resets within a millisecond are two: a node takes a reset by its time having changed.
        var at = key.ResetAt >= scope.Now ? key.ResetAt.Value.AddMilliseconds(1) : scope.Now;
        await ProviderKeyTable.UpdateAsync(scope.Session, key with { ResetAt = at }, cancellationToken);
        var after = await TouchAsync(scope, before, cancellationToken);
        var row = after.Keys.First(other => other.Id == key.Id);
        return await DraftAsync(scope, before, after, null, row, 200, HubAction.Reset, cancellationToken);
    }

    private async Task<(ProviderRecord Provider, ProviderKeyRow Key)> LockAsync(MutationScope scope, string idOrName, string id, CancellationToken cancellationToken)
    {
        var before = await store.LockAsync(scope.Session, idOrName, cancellationToken);
        var key = ProviderKeyQueries.Find(before, id);
        scope.Options.CheckMatch(EntityTags.Of(key.Version));
        return (before, key);
    }

    private static List<ProviderKeyEdit> Kept(ProviderRecord provider) => [.. provider.Keys.Select(key => new ProviderKeyEdit(key.Id.ToString("D"), null))];

    // The shared plan speaks of "keys[3].label"; here the body is that one key.
    private ProviderKeyPlan Plan(ProviderRecord before, List<ProviderKeyEdit> edits, FaultList faults, bool keyIsMissing)
    {
        var found = new FaultList();
        var plan = ProviderKeyPlan.Create(before.Type, [.. before.Keys.Select(key => ProviderEdit.ToConfig(key, secrets))], edits, found);
        foreach (var fault in found.Where(fault => !(keyIsMissing && fault.Field.EndsWith(']'))))
        {
            var dot = fault.Field.LastIndexOf('.');
            faults.Add(dot < 0 ? "key" : fault.Field[(dot + 1)..], fault.Detail);
        }

        Problem.ThrowIfAny(faults);
        ProviderKeyWriter.CheckDuplicates(plan);
        return plan;
    }

    private async Task<ProviderRecord> WriteAsync(MutationScope scope, ProviderRecord before, ProviderKeyPlan plan, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(scope.Session, before.Row, before.Keys, plan, scope.Now, cancellationToken);
        return await TouchAsync(scope, before, cancellationToken);
    }

    private static async Task<ProviderRecord> TouchAsync(MutationScope scope, ProviderRecord before, CancellationToken cancellationToken)
    {
        var row = before.Row with { UpdatedAt = scope.Now };
        var version = await ProviderTable.UpdateAsync(scope.Session, row, cancellationToken) ?? throw Problem.LockBroken();
        return new ProviderRecord(row with { Version = version }, await ProviderKeyTable.ListAsync(scope.Session, row.Id, cancellationToken));
    }

    private async Task<MutationDraft<ProviderKeyView>> DraftAsync(
        MutationScope scope,
        ProviderRecord before,
        ProviderRecord after,
        ProviderKeyPlan? plan,
        ProviderKeyRow? row,
        int status,
        HubAction action,
        CancellationToken cancellationToken)
    {
        var settings = secrets.OpenSettings(before, out _);
        var (factsBefore, factsAfter) = (ProviderFacts.Of(before, settings), ProviderFacts.Of(after, settings));
        var removed = plan?.Removed.Select(key => key.Id).ToHashSet() ?? [];
        return new MutationDraft<ProviderKeyView>(status, row is null ? null : await ViewAsync(scope, after.Row, row, changing: true, cancellationToken), row is null ? null : EntityTags.Of(row.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = ProviderChanges.Of(
                scope,
                after,
                action,
                factsBefore,
                factsAfter,
                plan is null ? null : KeyOperations.Of(plan, before.Keys, after.Keys),
                [.. before.Keys.Where(key => removed.Contains(key.Id))]),
        };
    }

    private async Task<MutationDraft<ProviderKeyView>> UnchangedAsync(MutationScope scope, ProviderRecord before, ProviderKeyRow key, CancellationToken cancellationToken) =>
        new(200, await ViewAsync(scope, before.Row, key, changing: false, cancellationToken), EntityTags.Of(key.Version));

    private async Task<ProviderKeyView> ViewAsync(MutationScope scope, ProviderRow provider, ProviderKeyRow row, bool changing, CancellationToken cancellationToken)
    {
        var reports = await health.ReadAsync(scope.Session, cancellationToken);
        var changed = changing
            ? await KeyHealthReader.ComingAsync(scope.Session, cancellationToken)
            : (await KeyHealthReader.LastChangesAsync(scope.Session, cancellationToken))(provider.Id);
        return ProviderViews.View(row, provider, reports, changed);
    }
}
