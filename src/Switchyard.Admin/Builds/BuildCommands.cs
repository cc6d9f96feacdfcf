using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Workspaces;
using Switchyard.Hub.Builds;
using Switchyard.Model.Builds;
using Switchyard.Model.Validation;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Builds;

/// <summary>Begins builds and brings them into other states. They are no configuration: what is answered as the revision is the one in force.</summary>
internal sealed class BuildCommands(MutationRunner runner)
{
    public Task<MutationResult<BuildView>> CreateAsync(Operator actor, string workspace, FaultList faults, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, BuildJson.Default.BuildView, (scope, token) => CreateAsync(scope, workspace, faults, token), cancellationToken);

    public Task<MutationResult<BuildView>> MoveAsync(Operator actor, string workspace, string build, BuildRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, BuildJson.Default.BuildView, (scope, token) => MoveAsync(scope, workspace, build, request, token), cancellationToken);

    private static async Task<MutationDraft<BuildView>> CreateAsync(MutationScope scope, string workspace, FaultList faults, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(faults);
        var home = await WorkspaceStore.LockAsync(scope.Session, workspace, cancellationToken);
        var build = await BuildChanges.CreateAsync(scope.Session, scope.Notices, home.Id, scope.Actor.Name, scope.Now, cancellationToken);
        Audit(scope, "workspace_build.create", home, null, build);
        return new MutationDraft<BuildView>(201, BuildStore.View(build, null), EntityTags.Of(build.Version))
        {
            Location = $"/api/v1/workspaces/{home.Id:D}/builds/{build.Number}",
            After = Facts(build),
        };
    }

    private static async Task<MutationDraft<BuildView>> MoveAsync(MutationScope scope, string workspace, string numberOrId, BuildRequest request, CancellationToken cancellationToken)
    {
        var home = await WorkspaceStore.LockAsync(scope.Session, workspace, cancellationToken);
        await WorkspaceHeadTable.LockAsync(scope.Session, home.Id, cancellationToken);
        var before = await BuildStore.FindAsync(scope.Session, home, numberOrId, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        Problem.ThrowIfAny(request.Faults);
        if (!BuildStates.MayFollow(BuildStates.Parse(before.State), request.State))
        {
            throw new ProblemException(Problem.Conflict("build_state", "state", $"Build {before.Number} is {before.State}; it does not become {BuildStates.NameOf(request.State)}."));
        }

        var after = await BuildChanges.MoveAsync(scope.Session, scope.Notices, before, request.State, request.Reason, scope.Now, cancellationToken);
        Audit(scope, "workspace_build.update", home, before, after);
        var head = await WorkspaceHeadTable.FindAsync(scope.Session, home.Id, cancellationToken);
        return new MutationDraft<BuildView>(200, BuildStore.View(after, head), EntityTags.Of(after.Version)) { Before = Facts(before), After = Facts(after) };
    }

    private static void Audit(MutationScope scope, string action, WorkspaceRow home, BuildRow? before, BuildRow after)
    {
        var (factsBefore, factsAfter) = (before is null ? null : Facts(before), Facts(after));
        var detail = FactsDiff.FieldsJson(factsBefore, factsAfter);
        detail["state"] = after.State;
        scope.Notices.Audit.Add(scope.Audit(action, "workspace_build", after.Id, $"{home.Name}/{after.Number}") with
        {
            BeforeHash = FactsHash.Of(factsBefore), AfterHash = FactsHash.Of(factsAfter), DetailJson = detail.ToJsonString(),
        });
    }

    private static JsonObject Facts(BuildRow row) => new() { ["workspaceId"] = row.WorkspaceId.ToString("D"), ["number"] = row.Number, ["state"] = row.State, ["reason"] = row.Reason };
}
