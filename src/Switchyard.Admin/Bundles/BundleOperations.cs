using Switchyard.Admin.Mutations;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>
/// Starts, stops and respawns bundles: each is a record like any other change, and every node brings what runs to it. The answer tells how that went on this node; that it went badly is no refusal, the record stays.
/// </summary>
internal sealed class BundleOperations(MutationRunner runner, BundleStore store, BundleViews views, BundleWaits waits, Database database)
{
    public Task<MutationResult<BundleOutcomeView>> StartAsync(Operator actor, string workspace, string bundle, MutationOptions options, CancellationToken cancellationToken) =>
        RunAsync(actor, options, workspace, bundle, HubAction.Start, "start", Start, cancellationToken);

    public Task<MutationResult<BundleOutcomeView>> StopAsync(Operator actor, string workspace, string bundle, MutationOptions options, CancellationToken cancellationToken) =>
        RunAsync(actor, options, workspace, bundle, HubAction.Stop, "stop", Stop, cancellationToken);

    public Task<MutationResult<BundleOutcomeView>> RespawnAsync(Operator actor, string workspace, string bundle, MutationOptions options, CancellationToken cancellationToken) =>
        RunAsync(actor, options, workspace, bundle, HubAction.Respawn, "respawn", Respawn, cancellationToken);

    // One that is enabled and runs is started already.
    private static BundleSwitchRow? Start(BundleRecord record, string state, BundleSwitchRow now) =>
        record.Enabled && state is "running" or "restarting" ? null : now with { Enabled = true, Respawns = now.Respawns + 1 };

    private static BundleSwitchRow? Stop(BundleRecord record, string state, BundleSwitchRow now) =>
        record.Definition.Protected ? throw BundleProblems.Protected(record.Key) : record.Enabled ? now with { Enabled = false } : null;

    // Of one that was stopped it only counts: nothing but a start revives it.
    private static BundleSwitchRow? Respawn(BundleRecord record, string state, BundleSwitchRow now) =>
        record.Definition.Protected ? throw BundleProblems.Protected(record.Key) : now with { Respawns = now.Respawns + 1 };

    private async Task<MutationResult<BundleOutcomeView>> RunAsync(
        Operator actor,
        MutationOptions options,
        string workspace,
        string bundle,
        HubAction action,
        string verb,
        Func<BundleRecord, string, BundleSwitchRow, BundleSwitchRow?> move,
        CancellationToken cancellationToken)
    {
        BundleKey? key = null;
        var isChange = true;
        var result = await runner.RunAsync(
            actor,
            options with { Wait = null },
            BundleJson.Default.BundleOutcomeView,
            async (scope, token) =>
            {
                var before = await store.LockAsync(scope, workspace, bundle, token);
                scope.Options.CheckMatch(before.ETag);
                key = before.Key;
                var view = await views.OneAsync(scope.Session, before, token);
                var after = before;
                if (move(before, view.State, before.Switch!) is { } moved)
                {
                    moved = moved with { UpdatedAt = scope.Now };
                    after = before with { Switch = moved with { Version = await BundleSwitchTable.UpdateAsync(scope.Session, moved, token) } };
                }

                isChange = !ReferenceEquals(before, after);
                var (factsBefore, factsAfter) = (BundleChanges.Facts(before), BundleChanges.Facts(after));
                return new MutationDraft<BundleOutcomeView>(200, Open(view), after.ETag)
                {
                    Before = factsBefore,
                    After = factsAfter,
                    Change = isChange ? BundleChanges.Of(scope, after, HubStreams.BundlesChanged, action, verb, factsBefore, factsAfter) : null,
                };
            },
            cancellationToken);
        if (options.DryRun)
        {
            return result;
        }

        if (!isChange)
        {
            return result with { Value = result.Value! with { Ok = true } };
        }

        // The answer of an earlier request was stored before anybody knew how it went.
        key ??= (await database.ReadAsync((session, token) => store.FindAsync(session, workspace, bundle, token), cancellationToken)).Key;
        return await waits.SettledAsync(key.Value, result.Revision, options.Wait ?? BundleWaits.Usual, cancellationToken) is { } status
            ? result with { Value = Of(status, isStop: action == HubAction.Stop) }
            : result with { Status = 202 };
    }

    private static BundleOutcomeView Open(BundleView view) => new(null, null, null, view.Generation, view.State, view.Reason);

    private static BundleOutcomeView Of(BundleStatus status, bool isStop)
    {
        var error = isStop ? StopError(status) : BundleOutcomes.ErrorOf(status);
        return new BundleOutcomeView(
            error is null,
            error is not null && status.Reason is BundleProblems.CredentialsMissing or BundleProblems.SettingsMissing ? status.Reason : null,
            error,
            status.Generation,
            BundleStates.NameOf(status.State),
            status.Reason);
    }

    private static string? StopError(BundleStatus status) => status.State == BundleState.Stopped ? null : status.LastError ?? $"It is {BundleStates.NameOf(status.State)}.";
}
