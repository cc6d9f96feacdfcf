using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Rollout;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Idempotency;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Mutations;

/// <summary>
/// The one way a use case changes something. In one transaction: reserve the idempotency key, let the use case lock, check and write, record the change (streams, event,
/// audit) and store the answer. So a success that was answered is durable, and one that was not answered can be asked for again under the same key.
/// A dry run is the same transaction, undone at its end: what it promises is what would happen.
/// </summary>
internal sealed class MutationRunner(Database database, ChangeRecorder recorder, NoticeTeller teller, SecretSealer sealer, RolloutQueries rollout, ImpactReader impact, TimeProvider time)
{
    private static readonly string[] NamedTables = ["providers", "users", "operators", "gateways", "workspaces", "bundles"];

    public async Task<MutationResult<T>> RunAsync<T>(
        Operator actor,
        MutationOptions options,
        JsonTypeInfo<T> json,
        Func<MutationScope, CancellationToken, Task<MutationDraft<T>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        MutationResult<T> result;
        try
        {
            result = await database.WriteAsync((session, ct) => WriteAsync(session, actor, options, json, work, ct), cancellationToken);
        }
        catch (DryRunEnded<T> ended)
        {
            return ended.Result;
        }
        catch (UniqueConflictException conflict) when (NamedTables.Any(table => conflict.IsOf(table, "name")))
        {
            // The database is the judge: whoever asked it first would still lose to a node that commits a moment earlier.
            throw new ProblemException(Problem.Conflict("name_taken", "name", "This name is taken already."));
        }

        return options.Wait is { } wait
            ? result with { Rollout = await rollout.WaitAsync(result.Revision, wait, cancellationToken) }
            : result;
    }

    private async Task<MutationResult<T>> WriteAsync<T>(
        SqlSession session,
        Operator actor,
        MutationOptions options,
        JsonTypeInfo<T> json,
        Func<MutationScope, CancellationToken, Task<MutationDraft<T>>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        var now = Milliseconds(time.GetUtcNow());
        var reservation = Reservation(actor, options, now);
        if (reservation is not null && await IdempotencyTable.ReserveAsync(session, reservation, cancellationToken) is { } first)
        {
            return Replay(first, options.Idempotency!, json);
        }

        var scope = new MutationScope(session, actor, options, now);
        var draft = await work(scope, cancellationToken);
        if (options.DryRun)
        {
            throw new DryRunEnded<T>(await DryResultAsync(session, draft, cancellationToken));
        }

        await teller.TellAsync(session, scope.Notices, isFollowed: draft.Change is not null, cancellationToken);
        var revision = await RecordAsync(session, draft, options, now, cancellationToken);
        var value = draft is { Change: not null, Recorded: { } recorded } ? await recorded(revision, cancellationToken) : draft.Value;
        var result = new MutationResult<T>(draft.Status, value, draft.ETag, draft.Location, revision);
        if (reservation is not null)
        {
            await IdempotencyTable.StoreAnswerAsync(session, sealer, reservation.Id, result.Status, Store(result, json), cancellationToken);
        }

        return result;
    }

    private async Task<MutationResult<T>> DryResultAsync<T>(SqlSession session, MutationDraft<T> draft, CancellationToken cancellationToken)
        where T : class
    {
        var changes = MutationHistory.ChangesOf(draft);
        return new MutationResult<T>(200, draft.Value, draft.Seen, null, await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken))
        {
            Diff = FactsDiff.Between(draft.Before, draft.After),
            Objects = ObjectChangeView.Of(changes),
            Plan = PlanView.Of(changes, [.. draft.Cuts.Select(cut => $"{cut.Kind} {cut.Id:D}")]),
            Impact = await impact.ReadAsync(session, changes, cancellationToken),
        };
    }

    private async Task<long> RecordAsync<T>(SqlSession session, MutationDraft<T> draft, MutationOptions options, DateTimeOffset now, CancellationToken cancellationToken)
        where T : class
    {
        if (draft.Change is null)
        {
            return await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken);
        }

        var revision = await recorder.RecordAsync(session, MutationHistory.Complete(draft, draft.Change, options.Comment), cancellationToken);
        if (draft.ExpectedRevision is { } expected && expected != revision)
        {
            throw new ChangedMeanwhileException();
        }

        foreach (var cut in draft.Cuts)
        {
            await CutTable.InsertAsync(session, cut with { Revision = revision, CreatedAt = now }, cancellationToken);
        }

        return revision;
    }

    private static IdempotencyRow? Reservation(Operator actor, MutationOptions options, DateTimeOffset now) =>
        options is not { Idempotency: { } token, DryRun: false }
            ? null
            : new IdempotencyRow
            {
                Id = Guid.CreateVersion7(now),
                Actor = actor.Id.ToString("D"),
                IdempotencyKey = token.Key,
                Route = token.Route,
                BodyHash = token.BodyHash,
                CreatedAt = now,
            };

    private MutationResult<T> Replay<T>(IdempotencyRow first, IdempotencyToken token, JsonTypeInfo<T> json)
        where T : class
    {
        if (!first.IsSameRequest(token.Route, token.BodyHash))
        {
            throw new ProblemException(Problem.IdempotencyKeyReused());
        }

        if (!IdempotencyTable.TryOpenAnswer(sealer, first, out var text))
        {
            throw new ProblemException(Problem.AnswerLost());
        }

        var stored = JsonSerializer.Deserialize(text!, MutationJson.Default.StoredAnswer)!;
        return new MutationResult<T>(first.Status, stored.Value?.Deserialize(json), stored.ETag, stored.Location, stored.Revision) { Replayed = true };
    }

    private static string Store<T>(MutationResult<T> result, JsonTypeInfo<T> json)
        where T : class =>
        JsonSerializer.Serialize(
            new StoredAnswer(result.ETag, result.Location, result.Revision, result.Value is null ? null : JsonSerializer.SerializeToElement(result.Value, json)),
            MutationJson.Default.StoredAnswer);

    // What is stored has this resolution; what is answered must be equal to what a later read answers.
    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());

    /// <summary>Undoes the transaction of a dry run and carries its result out of it.</summary>
    private sealed class DryRunEnded<T>(MutationResult<T> result) : Exception
        where T : class
    {
        public MutationResult<T> Result { get; } = result;
    }
}
