using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Admin.SignIn;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Gateways;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Admin.Gateways;

/// <summary>Creates, changes and deletes gateways. Each is one transaction; the nodes that hold a gateway's connections see the change and end what must end.</summary>
internal sealed class GatewayCommands(MutationRunner runner)
{
    public Task<MutationResult<GatewayView>> CreateAsync(Operator actor, GatewayRequest request, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, GatewayJson.Default.GatewayView, (scope, token) => CreateAsync(scope, request, token), cancellationToken);

    public Task<MutationResult<GatewayView>> UpdateAsync(Operator actor, string idOrName, GatewayRequest patch, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, GatewayJson.Default.GatewayView, (scope, token) => UpdateAsync(scope, idOrName, patch, token), cancellationToken);

    /// <summary>Deletes the gateway with its instances, connections and deliveries; its tokens are refused from now on.</summary>
    public Task<MutationResult<GatewayView>> DeleteAsync(Operator actor, string idOrName, MutationOptions options, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, options, GatewayJson.Default.GatewayView, (scope, token) => DeleteAsync(scope, idOrName, token), cancellationToken);

    /// <summary>The gateway, locked until commit, or a 404.</summary>
    public static async Task<GatewayRow> LockAsync(MutationScope scope, string idOrName, CancellationToken cancellationToken) =>
        await GatewayTable.LockAsync(scope.Session, idOrName, cancellationToken) ?? throw new ProblemException(Problem.NotFound("gateway"));

    private static async Task<MutationDraft<GatewayView>> CreateAsync(MutationScope scope, GatewayRequest request, CancellationToken cancellationToken)
    {
        Problem.ThrowIfAny(request.Faults);
        var row = new GatewayRow
        {
            Id = Guid.CreateVersion7(scope.Now),
            Name = request.Name.Value!,
            DisplayName = request.DisplayName.Value ?? request.Name.Value!,
            LabelsJson = (request.Labels.Value ?? Labels.None).ToJson(),
            Enabled = request.Enabled.Value ?? true,
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
        };
        await GatewayTable.InsertAsync(scope.Session, row, cancellationToken);
        return await DraftAsync(scope, 201, null, row, HubAction.Create, cancellationToken) with { Location = $"/api/v1/gateways/{row.Id:D}" };
    }

    private static async Task<MutationDraft<GatewayView>> UpdateAsync(MutationScope scope, string idOrName, GatewayRequest patch, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        if (patch.Id is { } id && id != before.Id.ToString("D"))
        {
            patch.Faults.Add("id", "The id of a gateway never changes.");
        }

        Problem.ThrowIfAny(patch.Faults);
        var name = patch.Name.Or(before.Name, before.Name);
        var after = before with
        {
            Name = name,
            DisplayName = patch.DisplayName.Or(before.DisplayName, name),
            LabelsJson = patch.Labels.IsSet ? (patch.Labels.Value ?? Labels.None).ToJson() : before.LabelsJson,
            Enabled = patch.Enabled.IsSet ? patch.Enabled.Value ?? true : before.Enabled,
        };
        if (after == before)
        {
            return new MutationDraft<GatewayView>(200, await ViewAsync(scope, before, cancellationToken), EntityTags.Of(before.Version));
        }

        after = after with { UpdatedAt = scope.Now };
        after = after with { Version = await GatewayTable.UpdateAsync(scope.Session, after, cancellationToken) ?? throw Problem.LockBroken() };
        var action = after.Enabled == before.Enabled ? HubAction.Update : after.Enabled ? HubAction.Enable : HubAction.Disable;
        return await DraftAsync(scope, 200, before, after, action, cancellationToken);
    }

    private static async Task<MutationDraft<GatewayView>> DeleteAsync(MutationScope scope, string idOrName, CancellationToken cancellationToken)
    {
        var before = await LockAsync(scope, idOrName, cancellationToken);
        scope.Options.CheckMatch(EntityTags.Of(before.Version));
        if (!await GatewayTable.DeleteAsync(scope.Session, before.Id, before.Version, scope.Now, cancellationToken))
        {
            throw Problem.LockBroken();
        }

        return await DraftAsync(scope, 204, before, null, HubAction.Delete, cancellationToken);
    }

    private static async Task<MutationDraft<GatewayView>> DraftAsync(
        MutationScope scope, int status, GatewayRow? before, GatewayRow? after, HubAction action, CancellationToken cancellationToken)
    {
        var row = after ?? before!;
        var (factsBefore, factsAfter) = (before is null ? null : GatewayViews.Facts(before), after is null ? null : GatewayViews.Facts(after));
        var audit = scope.Audit($"gateway.{HubActions.NameOf(action)}", "gateway", row.Id, row.Name) with
        {
            BeforeHash = FactsHash.Of(factsBefore),
            AfterHash = FactsHash.Of(factsAfter),
            DetailJson = FactsDiff.FieldsJson(factsBefore, factsAfter).ToJsonString(),
        };
        var view = after is null ? null : await ViewAsync(scope, after, cancellationToken);
        return new MutationDraft<GatewayView>(status, view, after is null ? null : EntityTags.Of(after.Version))
        {
            Before = factsBefore,
            After = factsAfter,
            Change = Change.Of(HubStreams.GatewaysChanged, action, row.Id, audit),
        };
    }

    private static async Task<GatewayView> ViewAsync(MutationScope scope, GatewayRow row, CancellationToken cancellationToken) =>
        GatewayViews.Of(
            await GatewayStatusReader.OfAsync(scope.Session, row, cancellationToken),
            GatewayQueries.ByInstance(await LostRangeTable.ListAsync(scope.Session, row.Id, GatewayQueries.MaxLostRanges, cancellationToken)));
}
