using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Access;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Operators;

/// <summary>Issues and revokes operator tokens. A revoked one is refused from the next request on, on every node: each request asks the database.</summary>
internal sealed class OperatorCommands(MutationRunner runner, Database database)
{
    private const string Signal = "operators_changed";

    public async Task<IReadOnlyList<OperatorView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(OperatorTable.ListAsync, cancellationToken)).Select(row => View(row))];

    public Task<MutationResult<OperatorView>> CreateAsync(Operator actor, NewOperatorRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, OperatorJson.Default.OperatorView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<OperatorView>> RevokeAsync(Operator actor, string id, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, OperatorJson.Default.OperatorView, (scope, token) => RevokeAsync(scope, id, token), cancellationToken);

    private static async Task<MutationDraft<OperatorView>> CreateAsync(MutationScope scope, NewOperatorRequest request, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(request.Faults);
        var (row, token) = OperatorTokens.Create(request.Name, request.Role, scope.Now);
        if (!await OperatorTable.TryInsertAsync(scope.Session, row, cancellationToken))
        {
            throw new ProblemException(Problem.Conflict("name_taken", "name", $"There is an operator named '{row.Name}' already."));
        }

        return new MutationDraft<OperatorView>(201, View(row) with { Secret = scope.Options.DryRun ? null : token.Reveal() }, null)
        {
            Location = $"/api/v1/operators/{row.Id:D}",
            After = Facts(row),
            Change = Of(scope, row, HubAction.Provision, null, Facts(row)),
        };
    }

    private static async Task<MutationDraft<OperatorView>> RevokeAsync(MutationScope scope, string id, CancellationToken cancellationToken)
    {
        var operatorId = Ids.Parse(id);
        if (operatorId == scope.Actor.Id)
        {
            throw new ProblemException(Problem.Conflict("own_token", "id", "An operator can not revoke the token it is using; use another one."));
        }

        var row = await OperatorTable.FindAsync(scope.Session, operatorId, cancellationToken) ?? throw new ProblemException(Problem.NotFound("operator", id));
        await OperatorTable.DeleteAsync(scope.Session, operatorId, cancellationToken);
        return new MutationDraft<OperatorView>(204, null, null) { Before = Facts(row), Change = Of(scope, row, HubAction.Revoke, Facts(row), null) };
    }

    private static Change Of(MutationScope scope, OperatorRow row, HubAction action, JsonObject? before, JsonObject? after) =>
        Change.Of(
            Signal,
            action,
            row.Id,
            scope.Audit($"operator.{HubActions.NameOf(action)}", "operator", row.Id, row.Name) with { BeforeHash = FactsHash.Of(before), AfterHash = FactsHash.Of(after) });

    private static JsonObject Facts(OperatorRow row) => new() { ["name"] = row.Name, ["role"] = row.Role, ["masked"] = row.Masked, ["enabled"] = row.Enabled };

    private static OperatorView View(OperatorRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Role = row.Role,
        Masked = row.Masked,
        Enabled = row.Enabled,
        CreatedAt = row.CreatedAt,
    };
}
