using Microsoft.Extensions.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Rollout;

/// <summary>Shows how far a revision has come over the nodes and gateways, at once or when it is decided.</summary>
internal sealed class RolloutQueries(RolloutReader reader, Database database, IHostApplicationLifetime lifetime)
{
    /// <summary>Longest time anybody may wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>The state of <paramref name="revision"/> now; of the newest revision when null.</summary>
    public async Task<RolloutView> GetAsync(long? revision, CancellationToken cancellationToken) => await ViewAsync(await reader.ReadAsync(revision, cancellationToken), cancellationToken);

    /// <summary>As <see cref="GetAsync"/>, but waits up to <paramref name="limit"/>, or until this node stops, until every live node and every connected gateway has applied or rejected it.</summary>
    public async Task<RolloutView> WaitAsync(long? revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        try
        {
            return await ViewAsync(await reader.WaitAsync(revision, limit, either.Token), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await GetAsync(revision, cancellationToken);
        }
    }

    private async Task<RolloutView> ViewAsync(Switchyard.Configuration.Nodes.Rollout rollout, CancellationToken cancellationToken)
    {
        var behind = (await database.ReadAsync((session, token) => BundleNodeTable.ListBehindAsync(session, rollout.Revision, token), cancellationToken)).ToLookup(row => row.NodeId, View);
        return new RolloutView(
            rollout.Epoch,
            rollout.Revision,
            rollout.IsComplete,
            [
                .. rollout.Nodes.Select(node => new RolloutNodeView(
                    node.Row.Id, node.Row.Name, node.State, node.Row.Revision, node.Row.RejectedRevision, node.Row.Reason, node.Row.Epoch, Divergence.FilesOf(node.Row), CanaryReports.RunBy(node.Row), node.Row.SeenAt)
                {
                    Bundles = [.. behind[node.Row.Id]],
                }),
            ],
            [.. rollout.Gateways.Select(View)]);
    }

    private static RolloutBundleView View(BundleNodeRow row) => new(row.Workspace, row.Bundle, row.State, row.SettledRevision, row.LastError);

    private static RolloutGatewayView View(RolloutGateway gateway) => new(
        gateway.Gateway.Id,
        gateway.Gateway.Name,
        gateway.Instance?.Row.InstanceId,
        gateway.State,
        gateway.Instance?.Row.Revision ?? 0,
        gateway.Instance?.AckedSeq ?? 0,
        gateway.Instance?.RejectedSeq,
        gateway.Instance is { RejectedSeq: not null } rejected ? rejected.Row.Reason : null,
        gateway.Instance?.Connection?.Node,
        gateway.Instance?.Row.LastSeenAt);
}
