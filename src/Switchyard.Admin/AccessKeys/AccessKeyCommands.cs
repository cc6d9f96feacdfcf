using System.Security.Cryptography;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Access;
using Switchyard.Storage.Access;
using Switchyard.Storage.Recording;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Issues, changes and revokes access keys. The text of a key is in the answer to its creation and nowhere else; only its hash is stored.</summary>
internal sealed class AccessKeyCommands(MutationRunner runner)
{
    public Task<MutationResult<AccessKeyView>> CreateAsync(Operator actor, AccessKeyRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, AccessKeyJson.Default.AccessKeyView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<AccessKeyView>> UpdateAsync(Operator actor, string id, AccessKeyRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, AccessKeyJson.Default.AccessKeyView, (scope, token) => UpdateAsync(scope, id, patch, token), cancellationToken);

    /// <summary>Revokes the key for ever: every node refuses it and cuts its open streams.</summary>
    public Task<MutationResult<AccessKeyView>> RevokeAsync(Operator actor, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, AccessKeyJson.Default.AccessKeyView, (scope, token) => RevokeAsync(scope, id, token), cancellationToken);

    private static async Task<MutationDraft<AccessKeyView>> CreateAsync(MutationScope scope, AccessKeyRequest request, CancellationToken cancellationToken)
    {
        if (request.UserId is { } userId && await UserTable.LockAsync(scope.Session, userId, cancellationToken) is null)
        {
            request.Faults.Add("userId", "There is no such user.");
        }

        if (request.ExpiresAt.Value <= scope.Now)
        {
            request.Faults.Add("expiresAt", "Must be in the future.");
        }

        Problem.ThrowIfAny(request.Faults);
        var id = Guid.CreateVersion7(scope.Now);
        var secret = AccessToken.Create(AccessToken.AccessKeyPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        var row = new AccessKeyRow
        {
            Id = id,
            UserId = request.UserId!.Value,
            Name = request.Name.Value!,
            Hash = hash,
            Masked = secret.Masked,
            Enabled = request.Enabled.Value ?? true,
            ExpiresAt = request.ExpiresAt.Value,
            Workspace = request.Workspace.Value,
            ToolsJson = JsonLists.Write(request.Tools.Value),
            ProvidersJson = JsonLists.Write(request.Providers.Value),
            CreatedAt = scope.Now,
        };
        await AccessKeyTable.InsertAsync(scope.Session, row, cancellationToken);
        var draft = Draft(scope, 201, null, row, HubAction.Provision) with { Location = $"/api/v1/access-keys/{id:D}" };

        // What a dry run would issue is undone with it, so it is not shown either.
        return scope.Options.DryRun ? draft : draft with { Value = draft.Value! with { Secret = secret.Reveal() } };
    }

    private static async Task<MutationDraft<AccessKeyView>> UpdateAsync(MutationScope scope, string id, AccessKeyRequest patch, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, id, cancellationToken);
        if (patch.UserId is { } userId && userId != before.UserId)
        {
            patch.Faults.Add("userId", "The owner of a key never changes.");
        }

        Problem.ThrowIfAny(patch.Faults);
        var after = before with
        {
            Name = patch.Name.Or(before.Name, before.Name),
            Enabled = patch.Enabled.IsSet ? patch.Enabled.Value ?? true : before.Enabled,
            ExpiresAt = patch.ExpiresAt.IsSet ? patch.ExpiresAt.Value : before.ExpiresAt,
            Workspace = patch.Workspace.IsSet ? patch.Workspace.Value : before.Workspace,
            ToolsJson = patch.Tools.IsSet ? JsonLists.Write(patch.Tools.Value) : before.ToolsJson,
            ProvidersJson = patch.Providers.IsSet ? JsonLists.Write(patch.Providers.Value) : before.ProvidersJson,
        };
        var lastUsedAt = await LastUsedTable.FindAsync(scope.Session, LastUsedKind.AccessKey, before.Id, cancellationToken);
        if (after == before)
        {
            return new MutationDraft<AccessKeyView>(200, AccessKeyViews.Of(before, lastUsedAt), EntityTags.Of(before.Version));
        }

        after = after with { Version = await AccessKeyTable.UpdateAsync(scope.Session, after, cancellationToken) ?? throw Problem.LockBroken() };
        var action = after.Enabled == before.Enabled ? HubAction.Update : after.Enabled ? HubAction.Enable : HubAction.Disable;
        var draft = Draft(scope, 200, before, after, action);
        return draft with { Value = draft.Value! with { LastUsedAt = lastUsedAt } };
    }

    private static async Task<MutationDraft<AccessKeyView>> RevokeAsync(MutationScope scope, string id, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, id, cancellationToken);
        if (!await AccessKeyTable.RevokeAsync(scope.Session, before.Id, before.Version, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        return Draft(scope, 204, before, null, HubAction.Revoke);
    }

    private static async Task<AccessKeyRow> LockAsync(MutationScope scope, string id, CancellationToken cancellationToken)
    {
        var row = await AccessKeyTable.LockAsync(scope.Session, Ids.Parse(id), cancellationToken);
        if (row is not { RevokedAt: null })
        {
            throw new ProblemException(Problem.NotFound("access key", id));
        }

        scope.Options.CheckMatch(EntityTags.Of(row.Version));
        return row;
    }

    private static MutationDraft<AccessKeyView> Draft(MutationScope scope, int status, AccessKeyRow? before, AccessKeyRow? after, HubAction action)
    {
        var row = after ?? before!;
        var (factsBefore, factsAfter) = (before is null ? null : AccessKeyViews.Facts(before), after is null ? null : AccessKeyViews.Facts(after));
        var audit = scope.Audit($"access_key.{HubActions.NameOf(action)}", "access_key", row.Id, row.Name) with
        {
            BeforeHash = FactsHash.Of(factsBefore),
            AfterHash = FactsHash.Of(factsAfter),
            DetailJson = FactsDiff.FieldsJson(factsBefore, factsAfter).ToJsonString(),
        };
        return new MutationDraft<AccessKeyView>(status, after is null ? null : AccessKeyViews.Of(after, lastUsedAt: null), after is null ? null : EntityTags.Of(after.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = Change.Of(HubStreams.AccessKeysChanged, action, row.Id, audit),
        };
    }
}
