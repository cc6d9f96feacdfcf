using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Streams;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Bundles;

/// <summary>
/// Stores and takes away credentials: the fields of one write are one transaction with one version. Every node then brings what runs to the set; the answer tells how that went on this node. A value that was taken away has
/// ended on every node before the answer, or the answer is 202.
/// </summary>
internal sealed class CredentialCommands(MutationRunner runner, BundleStore store, BundleViews views, BundleWaits waits, SecretSealer sealer, Database database)
{
    public Task<MutationResult<CredentialsView>> PutAsync(Operator actor, string workspace, string bundle, CredentialRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        RunAsync(
            actor,
            options,
            workspace,
            bundle,
            record =>
            {
                if (record.Definition.Credentials.Count == 0)
                {
                    throw BundleProblems.NoCredentials(record.Key);
                }

                request.Check(record.Definition);
                return request.Values;
            },
            isDeletion: false,
            atRestart: false,
            cancellationToken);

    /// <param name="actor">Who does it.</param>
    /// <param name="workspace">Id or name of the workspace.</param>
    /// <param name="bundle">Id or name of the bundle.</param>
    /// <param name="field">The field whose value goes; it need not be of the definition any more.</param>
    /// <param name="atRestart">Whether what runs with it may end in an orderly way instead of being cut.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MutationResult<CredentialsView>> DeleteAsync(
        Operator actor, string workspace, string bundle, string field, bool atRestart, MutationOptions options, CancellationToken cancellationToken) =>
        RunAsync(
            actor,
            options,
            workspace,
            bundle,
            record => record.Stored.Contains(field) || record.Definition.Credentials.Any(known => known.Name == field)
                ? new Dictionary<string, Secret> { [field] = new("") }
                : throw new ProblemException(Problem.NotFound("credential field")),
            isDeletion: true,
            atRestart,
            cancellationToken);

    private async Task<MutationResult<CredentialsView>> RunAsync(
        Operator actor,
        MutationOptions options,
        string workspace,
        string bundle,
        Func<BundleRecord, IReadOnlyDictionary<string, Secret>> read,
        bool isDeletion,
        bool atRestart,
        CancellationToken cancellationToken)
    {
        BundleKey? key = null;
        var revokes = false;
        var result = await runner.RunAsync(
            actor,
            options with { Wait = null },
            BundleJson.Default.CredentialsView,
            async (scope, token) =>
            {
                var before = await store.LockAsync(scope, workspace, bundle, token);
                scope.Options.CheckMatch(before.CredentialsETag);
                var values = read(before);
                key = before.Key;
                revokes = !atRestart && values.Any(pair => pair.Value.Length == 0 && before.Stored.Contains(pair.Key));
                var after = await WriteAsync(scope, before, values, revokes, token);
                return Draft(scope, before, after, values, revokes, isDeletion ? (atRestart ? "restart" : "cut") : null);
            },
            cancellationToken);
        if (options.DryRun || result.Value is not { Respawn: not null } view)
        {
            return result;
        }

        // The answer of an earlier request was stored before anybody knew how it went.
        key ??= (await database.ReadAsync((session, token) => store.FindAsync(session, workspace, bundle, token), cancellationToken)).Key;
        return await WaitAsync(result, key.Value, view, revokes || result.Replayed, options.Wait ?? BundleWaits.Usual, cancellationToken);
    }

    private async Task<BundleRecord> WriteAsync(MutationScope scope, BundleRecord before, IReadOnlyDictionary<string, Secret> values, bool revokes, CancellationToken cancellationToken)
    {
        if (values.All(pair => pair.Value.Length == 0 && !before.Stored.Contains(pair.Key)))
        {
            return before;
        }

        var ((workspace, bundle), stored) = (before.Key, before.Stored.ToHashSet(StringComparer.Ordinal));
        var set = await BundleCredentialTable.LockAsync(scope.Session, workspace, bundle, scope.Now, cancellationToken);
        foreach (var (field, value) in values)
        {
            if (value.Length == 0)
            {
                await BundleCredentialTable.DeleteAsync(scope.Session, workspace, bundle, field, cancellationToken);
                stored.Remove(field);
                continue;
            }

            var (id, column) = (BundleCredentialIds.Of(workspace, bundle, field), SealedColumns.BundleCredentials);
            var row = new BundleCredentialRow
            {
                Id = id, Workspace = workspace, Bundle = bundle, Field = field, Sealed = sealer.Seal(column.Table, column.Column, id, value.Reveal()), UpdatedAt = scope.Now,
            };
            await BundleCredentialTable.PutAsync(scope.Session, row, cancellationToken);
            stored.Add(field);
        }

        return before with { Set = await BundleCredentialTable.CountAsync(scope.Session, set, revokes, scope.Now, cancellationToken), Stored = stored };
    }

    private MutationDraft<CredentialsView> Draft(MutationScope scope, BundleRecord before, BundleRecord after, IReadOnlyDictionary<string, Secret> values, bool revokes, string? ended)
    {
        var isChange = !ReferenceEquals(before, after);
        var (factsBefore, factsAfter) = (BundleChanges.Facts(before), BundleChanges.Facts(after));
        var detail = new JsonObject
        {
            ["stored"] = new JsonArray([.. values.Where(pair => pair.Value.Length > 0).Select(pair => JsonValue.Create(pair.Key))]),
            ["cleared"] = new JsonArray([.. values.Where(pair => pair.Value.Length == 0).Select(pair => JsonValue.Create(pair.Key))]),
        };
        return new MutationDraft<CredentialsView>(200, CredentialViews.Of(after, views.Here(after.Key)) with { Respawn = isChange ? new BundleRespawnView(null, null) : null, Ended = ended }, after.CredentialsETag)
        {
            Before = factsBefore,
            After = factsAfter,
            Change = isChange ? BundleChanges.Of(scope, after, HubStreams.BundlesChanged, revokes ? HubAction.Revoke : HubAction.Provision, "credentials", factsBefore, factsAfter, detail) : null,
        };
    }

    private async Task<MutationResult<CredentialsView>> WaitAsync(
        MutationResult<CredentialsView> result, BundleKey key, CredentialsView view, bool revokes, TimeSpan limit, CancellationToken cancellationToken)
    {
        // What holds a value that was taken away ends on every node before this answers.
        var everywhere = revokes ? waits.EverywhereAsync(key, result.Revision, limit, cancellationToken) : Task.FromResult(true);
        var status = await waits.SettledAsync(key, result.Revision, limit, cancellationToken);
        var isDone = await everywhere && status is not null;
        var error = status is null ? null : BundleOutcomes.ErrorOf(status);
        return result with
        {
            Status = isDone ? result.Status : 202,
            Value = view with { RunningVersion = status?.RunningVersion ?? view.RunningVersion, Respawn = new BundleRespawnView(status is null ? null : error is null, error) },
        };
    }
}
