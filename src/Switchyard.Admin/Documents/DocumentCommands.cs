using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Documents;

/// <summary>Writes and deletes documents. Each is one transaction and one revision, or nothing but an audit row that says why not.</summary>
internal sealed class DocumentCommands(MutationRunner runner, DocumentWriter writer, ConfigurationPreview preview, SecretSealer sealer, RefusalAudit refusals)
{
    /// <summary>Makes <paramref name="text"/> the document <paramref name="name"/>, unless it is wrong, or equal to what is there.</summary>
    public async Task<MutationResult<DocumentView>> WriteAsync(Operator actor, string name, DocumentText text, MutationOptions options, CancellationToken cancellationToken)
    {
        DocumentNames.Check(name);
        try
        {
            return await runner.RunAsync(actor, options, DocumentJson.Default.DocumentView, (scope, token) => WriteAsync(scope, name, text, token), cancellationToken);
        }
        catch (ProblemException refused) when (RefusalAudit.Concerns(refused.Problem, options))
        {
            await refusals.WriteAsync(actor, name, refused.Problem, cancellationToken);
            throw;
        }
    }

    public Task<MutationResult<DocumentView>> DeleteAsync(Operator actor, string name, MutationOptions options, CancellationToken cancellationToken)
    {
        DocumentNames.Check(name);
        return runner.RunAsync(actor, options, DocumentJson.Default.DocumentView, (scope, token) => DeleteAsync(scope, name, token), cancellationToken);
    }

    private async Task<MutationDraft<DocumentView>> WriteAsync(MutationScope scope, string name, DocumentText sent, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, name, cancellationToken);
        var former = before is not null && DocumentText.TryOpen(sealer, before, out var opened) ? opened : null;
        var (text, unknown) = DocumentMask.Unmask(name, sent, former);
        if (before is not null && former is not null && text.Hash == before.Hash)
        {
            var facts = DocumentWriter.Facts(before);
            return new MutationDraft<DocumentView>(200, DocumentViews.Of(before), EntityTags.Of(before.Version)) { Before = facts, After = facts };
        }

        var changes = Check(unknown, preview.Documents(new Dictionary<string, (DocumentText?, DocumentText?)> { [name] = (former, text) }));
        var after = await writer.WriteAsync(scope, name, before, text, cancellationToken);
        return new MutationDraft<DocumentView>(before is null ? 201 : 200, DocumentViews.Of(after), EntityTags.Of(after.Version))
        {
            Location = before is null ? $"/api/v1/config/documents/{name}" : null,
            Before = DocumentWriter.Facts(before),
            After = DocumentWriter.Facts(after),
            Changes = changes,
            Images = [DocumentWriter.Image(name, before, after, after.Version)],
            Change = ChangeOf(scope, before is null ? HubAction.Create : HubAction.Update, before, after),
        };
    }

    private async Task<MutationDraft<DocumentView>> DeleteAsync(MutationScope scope, string name, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, name, cancellationToken) ?? throw new ProblemException(Problem.NotFound("document", name));
        var changes = preview.Documents(new Dictionary<string, (DocumentText?, DocumentText?)> { [name] = (DocumentText.TryOpen(sealer, before, out var former) ? former : null, null) }).Changes;
        var version = await writer.DeleteAsync(scope, before, cancellationToken);
        return new MutationDraft<DocumentView>(204, null, null)
        {
            Before = DocumentWriter.Facts(before),
            Changes = changes,
            Images = [DocumentWriter.Image(name, before, null, version)],
            Change = ChangeOf(scope, HubAction.Delete, before, null),
        };
    }

    private static async Task<DocumentRow?> LockAsync(MutationScope scope, string name, CancellationToken cancellationToken)
    {
        await DocumentTable.LockAsync(scope.Session, cancellationToken);
        await CanaryGuard.EnsureNoneAsync(scope.Session, cancellationToken);
        var row = await DocumentTable.FindAsync(scope.Session, name, cancellationToken);
        if (row is not null && scope.Options.IfNoneMatch)
        {
            throw new ProblemException(Problem.AlreadyThere(EntityTags.Of(row.Version)));
        }

        if (row is null && (scope.Options.IfMatchAny || scope.Options.IfMatch is not null))
        {
            throw new ProblemException(Problem.NotThere());
        }

        if (row is not null)
        {
            scope.Options.CheckMatch(EntityTags.Of(row.Version));
        }

        return row;
    }

    private static IReadOnlyList<ObjectChange> Check(IReadOnlyList<ConfigurationFault> unknown, PreviewResult result)
    {
        // A mask that stands for nothing is named once, not also for being no key.
        var places = unknown.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        ConfigurationFault[] faults = [.. unknown, .. result.Faults.Where(fault => !places.Contains(fault.Path))];
        return faults.Length == 0 ? result.Changes : throw new ProblemException(Problem.InvalidConfiguration(faults));
    }

    private static Change ChangeOf(MutationScope scope, HubAction action, DocumentRow? before, DocumentRow? after)
    {
        var row = (after ?? before)!;
        var (old, now) = (DocumentWriter.Facts(before), DocumentWriter.Facts(after));
        var audit = scope.Audit("config.apply", "document", row.Id, row.Name) with
        {
            BeforeHash = before?.Hash,
            AfterHash = after?.Hash,
            DetailJson = new JsonObject { ["operation"] = HubActions.NameOf(action), ["before"] = old, ["after"] = now, ["comment"] = scope.Options.Comment }.ToJsonString(),
        };
        return Change.Of(HubStreams.ConfigDocumentsChanged, action, row.Id, audit) with { Origin = ChangeOrigins.Document };
    }
}
