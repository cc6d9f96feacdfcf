using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Switchyard.Admin.Gateways;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Access;
using Switchyard.Storage.Gateways;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>
/// Issues and revokes tokens of gateways. Two may be active at once, so that one can be replaced while the other is in use. The gateway's row is the lock: of two requests for
/// the last free place one is refused.
/// </summary>
internal sealed class GatewayTokenCommands(MutationRunner runner)
{
    /// <summary>Most tokens of a gateway that are neither revoked nor expired.</summary>
    public const int MaxActive = 2;

    // A token never changes between its creation and its end.
    private static readonly string ETag = EntityTags.Of(1);

    public Task<MutationResult<GatewayTokenView>> CreateAsync(
        Operator actor, string gateway, GatewayTokenRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, GatewayTokenJson.Default.GatewayTokenView, (scope, token) => CreateAsync(scope, gateway, request, token), cancellationToken);

    /// <summary>Revokes a token for ever: it is refused on every node and connections that came with it are closed.</summary>
    public Task<MutationResult<GatewayTokenView>> RevokeAsync(Operator actor, string gateway, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, GatewayTokenJson.Default.GatewayTokenView, (scope, token) => RevokeAsync(scope, gateway, id, token), cancellationToken);

    public static GatewayTokenView View(GatewayTokenRow row) => new()
    {
        Id = row.Id,
        Masked = row.Masked,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
    };

    private static async Task<MutationDraft<GatewayTokenView>> CreateAsync(MutationScope scope, string idOrName, GatewayTokenRequest request, CancellationToken cancellationToken)
    {
        var gateway = await GatewayCommands.LockAsync(scope, idOrName, cancellationToken);
        if (request.ExpiresAt <= scope.Now)
        {
            request.Faults.Add("expiresAt", "Must be in the future.");
        }

        Problem.ThrowIfAny(request.Faults);
        var active = (await GatewayTokenTable.ListAsync(scope.Session, gateway.Id, cancellationToken)).Count(token => token.ExpiresAt is null || token.ExpiresAt > scope.Now);
        if (active >= MaxActive)
        {
            throw new ProblemException(Problem.Conflict("too_many_tokens", "", $"The gateway '{gateway.Name}' has {active} active tokens, the most it may have; revoke one first."));
        }

        var id = Guid.CreateVersion7(scope.Now);
        var secret = AccessToken.Create(AccessToken.GatewayPrefix, id);
        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(secret.Reveal(), hash);
        var row = new GatewayTokenRow { Id = id, GatewayId = gateway.Id, Hash = hash, Masked = secret.Masked, CreatedAt = scope.Now, ExpiresAt = request.ExpiresAt };
        await GatewayTokenTable.InsertAsync(scope.Session, row, cancellationToken);
        var facts = Facts(row);
        return new MutationDraft<GatewayTokenView>(201, View(row) with { Secret = scope.Options.DryRun ? null : secret.Reveal() }, ETag)
        {
            Location = $"/api/v1/gateways/{gateway.Id:D}/tokens/{id:D}",
            After = facts,
            Change = ChangeOf(scope, gateway, row, HubAction.Provision, null, facts),
        };
    }

    private static async Task<MutationDraft<GatewayTokenView>> RevokeAsync(MutationScope scope, string idOrName, string id, CancellationToken cancellationToken)
    {
        var tokenId = Ids.Parse(id);
        var gateway = await GatewayCommands.LockAsync(scope, idOrName, cancellationToken);
        var row = await GatewayTokenTable.FindAsync(scope.Session, tokenId, cancellationToken);
        if (row is not { RevokedAt: null } || row.GatewayId != gateway.Id)
        {
            throw new ProblemException(Problem.NotFound("token", id));
        }

        scope.Options.CheckMatch(ETag);
        if (!await GatewayTokenTable.RevokeAsync(scope.Session, gateway.Id, tokenId, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        var facts = Facts(row);
        return new MutationDraft<GatewayTokenView>(204, null, null) { Before = facts, Change = ChangeOf(scope, gateway, row, HubAction.Revoke, facts, null) };
    }

    private static Change ChangeOf(MutationScope scope, GatewayRow gateway, GatewayTokenRow row, HubAction action, JsonObject? before, JsonObject? after)
    {
        var detail = FactsDiff.FieldsJson(before, after);
        detail["gatewayId"] = gateway.Id.ToString("D");
        detail["masked"] = row.Masked;
        var audit = scope.Audit($"gateway_token.{HubActions.NameOf(action)}", "gateway_token", row.Id, $"{gateway.Name}/{row.Masked}") with
        {
            BeforeHash = FactsHash.Of(before),
            AfterHash = FactsHash.Of(after),
            DetailJson = detail.ToJsonString(),
        };
        return Change.Of(HubStreams.GatewayTokensChanged, action, row.Id, audit);
    }

    private static JsonObject Facts(GatewayTokenRow row) => new()
    {
        ["gatewayId"] = row.GatewayId.ToString("D"),
        ["masked"] = row.Masked,
        ["expiresAt"] = row.ExpiresAt?.ToUnixTimeMilliseconds(),
    };
}
