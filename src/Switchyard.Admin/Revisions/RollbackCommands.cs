using System.Globalization;
using System.Text.Json.Nodes;
using Switchyard.Admin.Bundles;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Modules;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Providers;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Revisions;

namespace Switchyard.Admin.Revisions;

/// <summary>
/// Puts the documents, providers, configurations of modules and bundles of an earlier revision back, as one new revision. Access keys, users, workspaces, tokens and gateways stay as they are: who lost access does not get it back by a rollback.
/// It takes away what came since, so a caller may bind it to the revision that its dry run looked at: what others made after that is then not taken away unseen.
/// </summary>
internal sealed class RollbackCommands(MutationRunner runner, DocumentRestorer documents, ProviderRestorer providers, ModuleRestorer modules, BundleRestorer bundles, FileProviders files)
{
    private const string Provider = "provider";
    private const int Attempts = 5;

    public Task<MutationResult<RollbackView>> RollBackAsync(Operator actor, long revision, MutationOptions options, CancellationToken cancellationToken) =>
        RepeatAsync(actor, options, (scope, token) => RollBackAsync(scope, revision, token), cancellationToken);

    /// <summary>Makes what <paramref name="revision"/> changed as it was before, unless somebody has changed any of it since; then, and when it is that way already, nothing is done.</summary>
    public Task<MutationResult<RollbackView>> UndoAsync(Operator actor, long revision, MutationOptions options, CancellationToken cancellationToken) =>
        RepeatAsync(actor, options, (scope, token) => UndoAsync(scope, revision, token), cancellationToken);

    private async Task<MutationResult<RollbackView>> RepeatAsync(
        Operator actor, MutationOptions options, Func<MutationScope, CancellationToken, Task<MutationDraft<RollbackView>>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await runner.RunAsync(actor, options, RevisionJson.Default.RollbackView, work, cancellationToken);
            }
            catch (ChangedMeanwhileException)
            {
                // It looked at everything and somebody changed something: with that it looks again.
                if (attempt == Attempts)
                {
                    throw new ProblemException(Problem.DatabaseBusy());
                }
            }
        }
    }

    private async Task<MutationDraft<RollbackView>> RollBackAsync(MutationScope scope, long revision, CancellationToken cancellationToken)
    {
        await DocumentTable.LockAsync(scope.Session, cancellationToken);
        await CanaryGuard.EnsureNoneAsync(scope.Session, cancellationToken);
        var now = await StreamTable.VersionAsync(scope.Session, HubStreams.Config, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(now));
        var target = await RevisionTable.FindAsync(scope.Session, revision, cancellationToken)
            ?? throw new ProblemException(Problem.NotFound("revision", revision.ToString(CultureInfo.InvariantCulture)));
        if (!target.HasImages)
        {
            throw new ProblemException(Problem.NotRestorable(revision));
        }

        return await RestoreAsync(scope, target, now, await RevisionTable.StateAsync(scope.Session, revision, cancellationToken), cancellationToken);
    }

    private async Task<MutationDraft<RollbackView>> UndoAsync(MutationScope scope, long revision, CancellationToken cancellationToken)
    {
        await DocumentTable.LockAsync(scope.Session, cancellationToken);
        var now = await StreamTable.VersionAsync(scope.Session, HubStreams.Config, cancellationToken);
        var state = await RevisionTable.StateAsync(scope.Session, now, cancellationToken);
        var changed = await RevisionTable.ImagesOfAsync(scope.Session, revision, cancellationToken);
        var latest = state.ToDictionary(image => (image.EntityType, image.EntityId), image => image.Revision);
        if (await RevisionTable.FindAsync(scope.Session, revision, cancellationToken) is not { } target
            || changed.Count == 0 || changed.Any(image => latest.GetValueOrDefault((image.EntityType, image.EntityId)) != revision))
        {
            return new MutationDraft<RollbackView>(200, new RollbackView(revision, [], [], []), null);
        }

        if (changed.Any(image => image.EntityType == "document"))
        {
            await CanaryGuard.EnsureNoneAsync(scope.Session, cancellationToken);
        }

        // Everything as it is but for what the revision changed. What it made has no image from before, and goes.
        var keys = changed.Select(image => (image.EntityType, image.EntityId)).ToHashSet();
        var before = (await RevisionTable.StateAsync(scope.Session, revision - 1, cancellationToken)).Where(image => keys.Contains((image.EntityType, image.EntityId)));
        return await RestoreAsync(scope, target, now, [.. state.Where(image => !keys.Contains((image.EntityType, image.EntityId))), .. before], cancellationToken);
    }

    private async Task<MutationDraft<RollbackView>> RestoreAsync(MutationScope scope, RevisionRow target, long now, IReadOnlyList<ImageRow> state, CancellationToken cancellationToken)
    {
        var restored = await documents.RestoreAsync(scope, state, cancellationToken);
        var (changed, left) = await ProvidersAsync(scope, state, cancellationToken);
        var configured = await modules.RestoreAsync(scope, state, cancellationToken);
        var installed = await bundles.RestoreAsync(scope, state, cancellationToken);
        var changes = restored.Changes
            .Concat(changed.Where(item => item.IsChanged).Select(item => ConfigurationDiff.Between("providers", item.Row.Name, item.Before, item.After)!))
            .Concat(configured.Select(item => ConfigurationDiff.Between("modules", item.Name, item.Before, item.After)!))
            .Concat(installed.Select(item => ConfigurationDiff.Between("bundles", item.Key.ToString(), item.Before, item.After)!))
            .ToArray();
        var gone = restored.Gone.Concat(changed.SelectMany(item => item.Gone.Select(secret => new GoneSecretView("providers", item.Row.Name, secret))))
            .Concat(installed.SelectMany(item => item.Gone.Select(secret => new GoneSecretView("bundles", item.Key.ToString(), secret)))).ToArray();
        RecordImage[] images = [.. restored.Images, .. changed.Where(item => item.IsChanged).Select(Image), .. configured.Select(Image), .. installed.Select(Image)];
        var view = new RollbackView(target.Revision, ObjectChangeView.Of(changes), left, gone);
        return new MutationDraft<RollbackView>(200, view, null)
        {
            Seen = EntityTags.Of(now),
            Changes = changes,
            Images = images,
            ExpectedRevision = now + 1,
            Change = images.Length == 0 ? null : ChangeOf(scope, target, restored.Images, changed, configured, installed),
        };
    }

    private async Task<(IReadOnlyList<ProviderRestoration> Changed, IReadOnlyList<LeftObjectView> Left)> ProvidersAsync(
        MutationScope scope, IReadOnlyList<ImageRow> state, CancellationToken cancellationToken)
    {
        var then = state.Where(image => image is { EntityType: Provider, ImageJson: not null }).ToDictionary(image => image.EntityId, image => JsonNode.Parse(image.ImageJson!)!.AsObject());

        // A record that has no image at all was not changed since the history began: it is as it was.
        var known = await RevisionTable.KnownAsync(scope.Session, Provider, cancellationToken);
        var (changed, left) = (new List<ProviderRestoration>(), new List<LeftObjectView>());

        // First those that go, because others may want their names.
        foreach (var id in known.OrderBy(then.ContainsKey).ThenBy(id => id, StringComparer.Ordinal))
        {
            var image = then.GetValueOrDefault(id);
            if (image is not null && files.Find(image["name"]!.GetValue<string>()) is { Origin.Kind: OriginKind.File } owned)
            {
                left.Add(new LeftObjectView("providers", owned.Name, owned.Origin.Location, owned.Origin.Line));
            }
            else if (await providers.RestoreAsync(scope, Guid.ParseExact(id, "D"), image, cancellationToken) is { } restoration)
            {
                changed.Add(restoration);
            }
        }

        return (changed, left);
    }

    private static RecordImage Image(ProviderRestoration item) =>
        new(Provider, item.Row.Id.ToString("D"), item.Row.Name, item.Before?.ToJsonString(), item.After?.ToJsonString());

    private static RecordImage Image(ModuleRestoration item) =>
        new(ModuleRestorer.EntityType, ModuleIds.Of(item.Name).ToString("D"), item.Name, item.Before.ToJsonString(), item.After.ToJsonString());

    private static RecordImage Image(BundleRestoration item) =>
        new(BundleChanges.EntityType, item.Id.ToString("D"), item.Key.ToString(), item.Before?.ToJsonString(), item.After?.ToJsonString());

    private static Change ChangeOf(
        MutationScope scope,
        RevisionRow target,
        IReadOnlyList<RecordImage> documents,
        IReadOnlyList<ProviderRestoration> providers,
        IReadOnlyList<ModuleRestoration> modules,
        IReadOnlyList<BundleRestoration> bundles)
    {
        var number = target.Revision.ToString(CultureInfo.InvariantCulture);
        var first = scope.Audit("config.rollback", "revision", Guid.Empty, $"revision {number}") with
        {
            EntityId = number,
            DetailJson = new JsonObject { ["revision"] = target.Revision, ["comment"] = scope.Options.Comment }.ToJsonString(),
        };
        return new Change(
            HubStreams.ConfigRolledBack,
            new HubEvent(HubStreams.ConfigRolledBack, HubAction.Update, number),
            [
                first,
                .. documents.Select(image => scope.Audit("config.apply", "document", Guid.ParseExact(image.EntityId, "D"), image.EntityName) with
                {
                    DetailJson = new JsonObject { ["operation"] = ActionOf(image.BeforeJson, image.AfterJson) }.ToJsonString(),
                }),
                .. providers.Where(item => item.IsChanged).SelectMany(item => Audit(scope, item)),
                .. modules.Select(item => ModuleChanges.Audit(scope, item.Name, item.Before, item.After)),
                .. bundles.Select(item => BundleChanges.Restored(scope, item)),
            ])
        {
            Origin = ChangeOrigins.Rollback,
        };
    }

    private static IEnumerable<AuditEntry> Audit(MutationScope scope, ProviderRestoration item) =>
        ProviderChanges.Of(
            scope,
            new ProviderRecord(item.Row, []),
            item.Before is null ? HubAction.Create : item.After is null ? HubAction.Delete : HubAction.Update,
            item.Before,
            item.After,
            keyOperations: null,
            item.Removed).Audit;

    private static string ActionOf(string? before, string? after) => HubActions.NameOf(before is null ? HubAction.Create : after is null ? HubAction.Delete : HubAction.Update);
}
