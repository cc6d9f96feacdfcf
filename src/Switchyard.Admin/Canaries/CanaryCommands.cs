using System.Text.Json;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Canaries;

/// <summary>Makes a revision of several documents, for all nodes or for some to try, and ends what is tried. Each is one transaction and one revision.</summary>
internal sealed class CanaryCommands(MutationRunner runner, DocumentBatch batch, DocumentWriter writer, NodeLiveness liveness, RefusalAudit refusals, SecretSealer sealer)
{
    /// <summary>
    /// Writes the documents of <paramref name="request"/>, or begins the canary that tries them. It is about several records, so a caller may bind it to the revision that its dry run looked at, as a rollback.
    /// </summary>
    public async Task<MutationResult<RevisionResult>> ApplyAsync(Operator actor, RevisionRequest request, MutationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(actor, options, CanaryJson.Default.RevisionResult, (scope, token) => ApplyAsync(scope, request, token), cancellationToken);
        }
        catch (ChangedMeanwhileException)
        {
            // Something was changed between the look at the revision and this one's number: looked at again, the condition does not hold.
            return await runner.RunAsync(actor, options, CanaryJson.Default.RevisionResult, (scope, token) => ApplyAsync(scope, request, token), cancellationToken);
        }
        catch (ProblemException refused) when (RefusalAudit.Concerns(refused.Problem, options))
        {
            await refusals.WriteAsync(actor, string.Join(", ", request.Documents.Keys.Order(StringComparer.Ordinal)), refused.Problem, cancellationToken);
            throw;
        }
    }

    /// <summary>Ends the canary that <paramref name="revision"/> began: its documents are written for all, or taken back. One that has ended this way already stays as it is.</summary>
    public Task<MutationResult<CanaryView>> EndAsync(Operator actor, long revision, bool promote, string reason, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, CanaryJson.Default.CanaryView, (scope, token) => EndAsync(scope, revision, promote, reason, token), cancellationToken);

    private async Task<MutationDraft<RevisionResult>> ApplyAsync(MutationScope scope, RevisionRequest request, CancellationToken cancellationToken)
    {
        await DocumentTable.LockAsync(scope.Session, cancellationToken);
        await CanaryGuard.EnsureNoneAsync(scope.Session, cancellationToken);
        var now = await StreamTable.VersionAsync(scope.Session, HubStreams.Config, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(now));
        var draft = await DraftAsync(scope, request, cancellationToken);
        return draft with { Seen = EntityTags.Of(now), ExpectedRevision = scope.Options.IfMatch is null ? null : now + 1 };
    }

    private async Task<MutationDraft<RevisionResult>> DraftAsync(MutationScope scope, RevisionRequest request, CancellationToken cancellationToken)
    {
        var prepared = await batch.PrepareAsync(scope, request.Documents, cancellationToken);
        var result = new RevisionResult([.. prepared.Texts.Keys], ObjectChangeView.Of(prepared.Changes), null);
        if (request.Canary is { } target)
        {
            return await BeginAsync(scope, target, prepared, result, cancellationToken);
        }

        var images = await writer.WriteAllAsync(scope, prepared.Now, prepared.Texts, cancellationToken);
        return new MutationDraft<RevisionResult>(200, result, null)
        {
            Changes = prepared.Changes,
            Images = images,
            Change = images.Count == 0 ? null : CanaryChanges.Written(scope, images),
        };
    }

    private async Task<MutationDraft<RevisionResult>> BeginAsync(
        MutationScope scope, CanaryTarget target, DocumentBatch.Prepared prepared, RevisionResult result, CancellationToken cancellationToken)
    {
        if (prepared.Texts.Count == 0)
        {
            throw new ProblemException(Problem.NothingToTry());
        }

        var nodes = await NodeTable.ListAsync(scope.Session, cancellationToken);
        liveness.Observe(nodes);
        var id = Guid.CreateVersion7(scope.Now);
        var chosen = target.Choose([.. nodes.Where(node => !liveness.IsLost(node))], id);
        var row = new CanaryRow
        {
            Id = id,
            Revision = 0,
            State = CanaryRow.Running,
            PlanJson = JsonSerializer.Serialize(target.Plan, CanaryJson.Default.CanaryPlan),
            NodesJson = JsonSerializer.Serialize([.. chosen.Select(node => node.Id)], CanaryJson.Default.GuidArray),
            AuthorId = scope.Actor.Id.ToString("D"),
            AuthorName = scope.Actor.Name,
            Comment = scope.Options.Comment,
            StartedAt = scope.Now,
        };
        CanaryDocumentRow[] documents = [.. prepared.Texts.Select(pair => Document(scope, id, pair.Key, pair.Value))];
        return new MutationDraft<RevisionResult>(201, result with { Canary = View(row, documents) }, null)
        {
            Location = "/api/v1/config/canary",
            Changes = prepared.Changes,
            Images = [],
            Change = CanaryChanges.Began(scope, row, [.. chosen.Select(node => node.Name)], [.. prepared.Texts.Keys]),
            Recorded = async (revision, token) =>
            {
                await CanaryTable.InsertAsync(scope.Session, new CanaryDraft(row with { Revision = revision }, documents), token);
                return result with { Canary = View(row with { Revision = revision }, documents) };
            },
        };
    }

    private CanaryDocumentRow Document(MutationScope scope, Guid canary, string name, DocumentText? text)
    {
        var id = Guid.CreateVersion7(scope.Now);
        return new CanaryDocumentRow
        {
            Id = id,
            CanaryId = canary,
            Name = name,
            Format = text?.FormatName ?? "yaml",
            Sealed = text is null ? null : sealer.Seal(SealedColumns.CanaryDocuments.Table, SealedColumns.CanaryDocuments.Column, id, text.Text),
            Hash = text?.Hash ?? "",
        };
    }

    private static CanaryView View(CanaryRow row, IEnumerable<CanaryDocumentRow> documents) => CanaryViews.Of(row) with { Documents = [.. documents.Select(document => document.Name)] };

    private async Task<MutationDraft<CanaryView>> EndAsync(MutationScope scope, long revision, bool promote, string reason, CancellationToken cancellationToken)
    {
        await DocumentTable.LockAsync(scope.Session, cancellationToken);
        var state = promote ? CanaryRow.Promoted : CanaryRow.Reverted;
        if (await CanaryTable.DraftAsync(scope.Session, cancellationToken) is not { } draft || draft.Canary.Revision != revision)
        {
            var ended = await CanaryTable.FindAsync(scope.Session, revision, cancellationToken)
                ?? throw new ProblemException(Problem.NotFound("canary", revision.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return ended.State == state
                ? new MutationDraft<CanaryView>(200, CanaryViews.Of(ended), null) { Before = [], After = [] }
                : throw new ProblemException(Problem.CanaryEnded(revision, ended.State));
        }

        var row = draft.Canary with { State = state, EndedAt = scope.Now, EndedBy = scope.Actor.Name, Reason = reason };
        var prepared = promote ? await batch.PrepareAsync(scope, Texts(draft), cancellationToken) : null;
        var images = prepared is null ? [] : await writer.WriteAllAsync(scope, prepared.Now, prepared.Texts, cancellationToken);
        return new MutationDraft<CanaryView>(200, CanaryViews.Of(row), null)
        {
            Changes = prepared?.Changes ?? [],
            Images = images,
            Change = CanaryChanges.Ended(scope, row, images),
            Recorded = async (number, token) =>
            {
                var ended = row with { EndedRevision = number };
                await CanaryTable.EndAsync(scope.Session, ended, token);
                return CanaryViews.Of(ended);
            },
        };
    }

    private Dictionary<string, DocumentText?> Texts(CanaryDraft draft) => draft.Documents.ToDictionary(
        document => document.Name,
        document => document.Sealed is null ? null
            : DocumentText.TryOpen(sealer, document, out var text) ? text
            : throw new ProblemException(Problem.InvalidConfiguration([new Switchyard.Configuration.Sources.ConfigurationFault($"document {document.Name}", 0, 0, "", "No key of this node opens what the canary tries.")])),
        StringComparer.Ordinal);
}
