using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Access;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Users;

/// <summary>Creates, changes and deletes users. Disabling or deleting one stops all its access keys at once.</summary>
internal sealed class UserCommands(MutationRunner runner)
{
    public Task<MutationResult<UserView>> CreateAsync(Operator actor, UserRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, UserJson.Default.UserView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<UserView>> UpdateAsync(Operator actor, string id, UserRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, UserJson.Default.UserView, (scope, token) => UpdateAsync(scope, id, patch, token), cancellationToken);

    public Task<MutationResult<UserView>> DeleteAsync(Operator actor, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, UserJson.Default.UserView, (scope, token) => DeleteAsync(scope, id, token), cancellationToken);

    private static async Task<MutationDraft<UserView>> CreateAsync(MutationScope scope, UserRequest request, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(request.Faults);
        var row = new UserRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            Name = request.Name.Value!,
            Email = request.Email.Value,
            Role = request.Role.Value ?? UserRequest.DefaultRole,
            Enabled = request.Enabled.Value ?? true,
            ProvidersJson = JsonLists.Write(request.Providers.Value),
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        await UserTable.InsertAsync(scope.Session, row, cancellationToken);
        return Draft(scope, 201, null, row, HubAction.Create) with { Location = $"/api/v1/users/{row.Id:D}" };
    }

    private static async Task<MutationDraft<UserView>> UpdateAsync(MutationScope scope, string id, UserRequest patch, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, id, cancellationToken);
        Problem.ThrowIfAny(patch.Faults);
        var after = before with
        {
            Name = patch.Name.Or(before.Name, before.Name),
            Email = patch.Email.IsSet ? patch.Email.Value : before.Email,
            Role = patch.Role.Or(before.Role, UserRequest.DefaultRole),
            Enabled = patch.Enabled.IsSet ? patch.Enabled.Value ?? true : before.Enabled,
            ProvidersJson = patch.Providers.IsSet ? JsonLists.Write(patch.Providers.Value) : before.ProvidersJson,
        };
        if (after == before)
        {
            return new MutationDraft<UserView>(200, UserViews.Of(before), EntityTags.Of(before.Version));
        }

        after = after with { UpdatedAt = scope.Now };
        after = after with { Version = await UserTable.UpdateAsync(scope.Session, after, cancellationToken) ?? throw Problem.LockBroken() };
        var action = after.Enabled == before.Enabled ? HubAction.Update : after.Enabled ? HubAction.Enable : HubAction.Disable;
        return Draft(scope, 200, before, after, action);
    }

    private static async Task<MutationDraft<UserView>> DeleteAsync(MutationScope scope, string id, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, id, cancellationToken);
        if (!await UserTable.DeleteAsync(scope.Session, before.Id, before.Version, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        // Nobody uses his tokens any more, so nobody keeps them.
        await SignInTable.EraseAsync(scope.Session, before.Id, cancellationToken);
        return Draft(scope, 204, before, null, HubAction.Delete);
    }

    private static async Task<UserRow> LockAsync(MutationScope scope, string id, CancellationToken cancellationToken)
    {
        var row = await UserTable.LockAsync(scope.Session, Ids.Parse(id), cancellationToken) ?? throw new ProblemException(Problem.NotFound("user", id));
        scope.Options.CheckMatch(EntityTags.Of(row.Version));
        return row;
    }

    private static MutationDraft<UserView> Draft(MutationScope scope, int status, UserRow? before, UserRow? after, HubAction action)
    {
        var row = after ?? before!;
        var (factsBefore, factsAfter) = (before is null ? null : UserViews.Facts(before), after is null ? null : UserViews.Facts(after));
        var audit = scope.Audit($"user.{HubActions.NameOf(action)}", "user", row.Id, row.Name) with
        {
            BeforeHash = FactsHash.Of(factsBefore),
            AfterHash = FactsHash.Of(factsAfter),
            DetailJson = FactsDiff.FieldsJson(factsBefore, factsAfter).ToJsonString(),
        };
        return new MutationDraft<UserView>(status, after is null ? null : UserViews.Of(after), after is null ? null : EntityTags.Of(after.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = Change.Of(HubStreams.AccessKeysChanged, action, row.Id, audit),
        };
    }
}
