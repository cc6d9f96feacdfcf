using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Validation;
using Switchyard.Storage.Access;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Workspaces;

/// <summary>Creates, changes and deletes workspaces. A deleted one takes along what belongs to it.</summary>
internal sealed class WorkspaceCommands(MutationRunner runner, IEnumerable<IWorkspacePart> parts)
{
    public Task<MutationResult<WorkspaceView>> CreateAsync(Operator actor, WorkspaceRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, WorkspaceJson.Default.WorkspaceView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<WorkspaceView>> UpdateAsync(Operator actor, string idOrName, WorkspaceRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, WorkspaceJson.Default.WorkspaceView, (scope, token) => UpdateAsync(scope, idOrName, patch, token), cancellationToken);

    public Task<MutationResult<WorkspaceView>> DeleteAsync(Operator actor, string idOrName, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, WorkspaceJson.Default.WorkspaceView, (scope, token) => DeleteAsync(scope, idOrName, token), cancellationToken);

    private static async Task<MutationDraft<WorkspaceView>> CreateAsync(MutationScope scope, WorkspaceRequest request, CancellationToken cancellationToken)
    {
        await CheckAsync(scope, request, cancellationToken);
        var row = new WorkspaceRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            Name = request.Name.Value!,
            DisplayName = request.DisplayName.Value ?? "",
            OwnerId = request.OwnerId.Value,
            UsersJson = WorkspaceViews.WriteUsers(request.Users.Value),
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        await WorkspaceTable.InsertAsync(scope.Session, row, cancellationToken);
        return await DraftAsync(scope, 201, null, row, HubAction.Create, cancellationToken) with { Location = $"/api/v1/workspaces/{row.Id:D}" };
    }

    private static async Task<MutationDraft<WorkspaceView>> UpdateAsync(MutationScope scope, string idOrName, WorkspaceRequest patch, CancellationToken cancellationToken)
    {
        var before = await WorkspaceStore.LockAsync(scope.Session, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        if (patch.Name.IsSet && patch.Name.Value != before.Name)
        {
            patch.Faults.Add("name", $"The name of a workspace never changes; this one is '{before.Name}'.");
        }

        await CheckAsync(scope, patch, cancellationToken);
        var after = before with
        {
            DisplayName = patch.DisplayName.Or(before.DisplayName, ""),
            OwnerId = patch.OwnerId.IsSet ? patch.OwnerId.Value : before.OwnerId,
            UsersJson = patch.Users.IsSet ? WorkspaceViews.WriteUsers(patch.Users.Value) : before.UsersJson,
        };
        if (after == before)
        {
            return new MutationDraft<WorkspaceView>(200, await WorkspaceViews.OneAsync(scope.Session, before, cancellationToken), EntityTags.Of(before.Version));
        }

        after = after with { UpdatedAt = scope.Now };
        after = after with { Version = await WorkspaceTable.UpdateAsync(scope.Session, after, cancellationToken) ?? throw Problem.LockBroken() };
        return await DraftAsync(scope, 200, before, after, HubAction.Update, cancellationToken);
    }

    private async Task<MutationDraft<WorkspaceView>> DeleteAsync(MutationScope scope, string idOrName, CancellationToken cancellationToken)
    {
        var before = await WorkspaceStore.LockAsync(scope.Session, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        var losses = new List<WorkspaceLoss>();
        foreach (var part in parts)
        {
            losses.AddRange(await part.RemoveAsync(scope, before, cancellationToken));
        }

        if (!await WorkspaceTable.DeleteAsync(scope.Session, before.Id, before.Version, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        var draft = await DraftAsync(scope, 204, before, null, HubAction.Delete, cancellationToken);
        return draft with
        {
            Change = draft.Change! with
            {
                Event = new HubEvent(HubStreams.WorkspacesChanged, HubAction.Delete, before.Id.ToString("D"))
                {
                    Data = new JsonObject { ["removed"] = new JsonArray([.. losses.Select(loss => JsonValue.Create($"{loss.Image.EntityType} {loss.Image.EntityName}"))]) }.ToJsonString(),
                },
                Audit = [.. draft.Change.Audit, .. losses.Select(loss => loss.Audit)],
            },
            Images = [new RecordImage("workspace", before.Id.ToString("D"), before.Name, draft.Before?.ToJsonString(), null), .. losses.Select(loss => loss.Image)],
        };
    }

    private static async Task CheckAsync(MutationScope scope, WorkspaceRequest request, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        faults.AddRange("", request.Faults);
        if (request.OwnerId.Value is { } owner && await UserTable.FindAsync(scope.Session, owner, cancellationToken) is null)
        {
            faults.Add("ownerId", "There is no such user.");
        }

        if (request.Users.Value is { Count: > 0 } users)
        {
            var known = (await UserTable.ListAsync(scope.Session, cancellationToken)).Select(user => user.Id).ToHashSet();
            foreach (var (index, _) in users.Index().Where(user => !known.Contains(user.Item)))
            {
                faults.Add($"users[{index}]", "There is no such user.");
            }
        }

        Problem.ThrowIfAny(faults);
    }

    private static async Task<MutationDraft<WorkspaceView>> DraftAsync(
        MutationScope scope, int status, WorkspaceRow? before, WorkspaceRow? after, HubAction action, CancellationToken cancellationToken)
    {
        var row = after ?? before!;
        var (factsBefore, factsAfter) = (before is null ? null : WorkspaceViews.Facts(before), after is null ? null : WorkspaceViews.Facts(after));
        AuditEntry audit = scope.Audit($"workspace.{HubActions.NameOf(action)}", "workspace", row.Id, row.Name) with
        {
            BeforeHash = FactsHash.Of(factsBefore),
            AfterHash = FactsHash.Of(factsAfter),
            DetailJson = FactsDiff.FieldsJson(factsBefore, factsAfter).ToJsonString(),
        };
        var view = after is null ? null : await WorkspaceViews.OneAsync(scope.Session, after, cancellationToken);
        return new MutationDraft<WorkspaceView>(status, view, after is null ? null : EntityTags.Of(after.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = Change.Of(HubStreams.WorkspacesChanged, action, row.Id, audit),
        };
    }
}
