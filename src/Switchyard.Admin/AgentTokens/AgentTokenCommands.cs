using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Workspaces;
using Switchyard.Hub.Agents;
using Switchyard.Hub.Streams;
using Switchyard.Model.Access;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.AgentTokens;

/// <summary>Issues and revokes tokens of agents. A token is for the agents of one build. The workspace's row is the lock.</summary>
internal sealed class AgentTokenCommands(MutationRunner runner)
{
    /// <summary>Most tokens of a workspace that are neither revoked nor expired.</summary>
    public const int MaxActive = 1000;

    // A token never changes between its creation and its end.
    private static readonly string ETag = EntityTags.Of(1);

    public Task<MutationResult<AgentTokenView>> CreateAsync(Operator actor, string workspace, AgentTokenRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, AgentTokenJson.Default.AgentTokenView, (scope, token) => CreateAsync(scope, workspace, request, token), cancellationToken);

    /// <summary>Revokes a token for ever: agents that came with it are cut on every node.</summary>
    public Task<MutationResult<AgentTokenView>> RevokeAsync(Operator actor, string workspace, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, AgentTokenJson.Default.AgentTokenView, (scope, token) => RevokeAsync(scope, workspace, id, token), cancellationToken);

    public static AgentTokenView View(AgentTokenRow row) => new()
    {
        Id = row.Id,
        BuildId = row.BuildId,
        Name = row.Name.Length == 0 ? null : row.Name,
        Masked = row.Masked,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
    };

    private static async Task<MutationDraft<AgentTokenView>> CreateAsync(MutationScope scope, string workspace, AgentTokenRequest request, CancellationToken cancellationToken)
    {
        var home = await WorkspaceStore.LockAsync(scope.Session, workspace, cancellationToken);
        await CheckAsync(scope, home, request, cancellationToken);
        var id = Guid.CreateVersion7(scope.Now);
        var secret = AccessToken.Create(AccessToken.AgentPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        var row = new AgentTokenRow
        {
            Id = id,
            WorkspaceId = home.Id,
            BuildId = request.BuildId!.Value,
            Name = request.Name,
            Hash = hash,
            Masked = secret.Masked,
            CreatedBy = scope.Actor.Name,
            CreatedAt = scope.Now,
            ExpiresAt = request.ExpiresAt,
        };
        await AgentTokenTable.InsertAsync(scope.Session, row, cancellationToken);
        if (row.Name.Length > 0 && !await AgentRegistry.ExpectAsync(scope.Session, scope.Notices, row, scope.Now, cancellationToken))
        {
            throw new ProblemException(Problem.Conflict("too_many_agents", "name", $"A build has at most {AgentRegistry.MaxAgents} agents."));
        }

        var facts = Facts(row);
        Audit(scope, home, row, HubAction.Provision, null, facts);
        return new MutationDraft<AgentTokenView>(201, View(row) with { Secret = scope.Options.DryRun ? null : secret.Reveal() }, ETag)
        {
            Location = $"/api/v1/workspaces/{home.Id:D}/agent-tokens/{id:D}",
            After = facts,
        };
    }

    private static async Task CheckAsync(MutationScope scope, WorkspaceRow home, AgentTokenRequest request, CancellationToken cancellationToken)
    {
        if (request.ExpiresAt <= scope.Now)
        {
            request.Faults.Add("expiresAt", "Must be in the future.");
        }

        await WorkspaceHeadTable.LockAsync(scope.Session, home.Id, cancellationToken);
        var build = request.BuildId is { } id ? await BuildTable.FindAsync(scope.Session, id, cancellationToken) : null;
        if (request.BuildId is not null && build?.WorkspaceId != home.Id)
        {
            request.Faults.Add("buildId", "The workspace has no such build.");
        }

        Problem.ThrowIfAny(request.Faults);
        var head = await WorkspaceHeadTable.FindAsync(scope.Session, home.Id, cancellationToken);
        if (build!.Number < head!.LatestNumber || !BuildStates.HasAgents(BuildStates.Parse(build.State)))
        {
            throw new ProblemException(Problem.Conflict("build_retired", "buildId", $"Build {build.Number} has failed, was stopped, or a newer one has succeeded; it gets no agents any more."));
        }

        if (await AgentTokenTable.CountAsync(scope.Session, home.Id, cancellationToken) >= MaxActive)
        {
            throw new ProblemException(Problem.Conflict("too_many_tokens", "", $"The workspace '{home.Name}' has {MaxActive} active tokens, the most it may have; revoke some first."));
        }
    }

    private static async Task<MutationDraft<AgentTokenView>> RevokeAsync(MutationScope scope, string workspace, string id, CancellationToken cancellationToken)
    {
        var tokenId = Ids.Parse(id);
        var home = await WorkspaceStore.LockAsync(scope.Session, workspace, cancellationToken);
        var row = await AgentTokenTable.FindAsync(scope.Session, tokenId, cancellationToken);
        if (row is not { RevokedAt: null } || row.WorkspaceId != home.Id)
        {
            throw new ProblemException(Problem.NotFound("token", id));
        }

        scope.Options.CheckMatch(ETag);
        if (!await AgentRegistry.RevokeAsync(scope.Session, scope.Notices, home.Id, tokenId, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        var facts = Facts(row);
        Audit(scope, home, row, HubAction.Revoke, facts, null);
        return new MutationDraft<AgentTokenView>(204, null, null) { Before = facts };
    }

    private static void Audit(MutationScope scope, WorkspaceRow home, AgentTokenRow row, HubAction action, JsonObject? before, JsonObject? after)
    {
        var detail = FactsDiff.FieldsJson(before, after);
        detail["workspaceId"] = home.Id.ToString("D");
        detail["masked"] = row.Masked;
        scope.Notices.Audit.Add(scope.Audit($"agent_token.{HubActions.NameOf(action)}", "agent_token", row.Id, $"{home.Name}/{row.Masked}") with
        {
            BeforeHash = FactsHash.Of(before), AfterHash = FactsHash.Of(after), DetailJson = detail.ToJsonString(),
        });
    }

    private static JsonObject Facts(AgentTokenRow row) => new()
    {
        ["buildId"] = row.BuildId.ToString("D"), ["name"] = row.Name, ["masked"] = row.Masked, ["expiresAt"] = row.ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}
