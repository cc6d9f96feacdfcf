using Switchyard.Admin.Client;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Usage;

namespace Switchyard.Cli.Top;

/// <summary>Reads a <see cref="TopMoment"/>: six requests, at the same time as far as they do not need each other.</summary>
internal sealed class TopReader(SwitchyardClient client)
{
    /// <summary>The time over which rates are taken.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private const int Changes = 10;
    private const int MostGateways = 1000;

    public async Task<TopMoment> ReadAsync(CancellationToken cancellationToken)
    {
        var nodes = client.Nodes.ListAsync(cancellationToken);
        var gateways = client.Gateways.ListAsync(MostGateways, null, cancellationToken);
        var rollout = client.Rollout.GetAsync(null, null, cancellationToken);
        var changes = client.Revisions.ListAsync(Changes, null, cancellationToken);
        var running = client.Interceptions.ListAsync(new InterceptionQuery { Status = "running", Limit = 1 }, cancellationToken);
        await Task.WhenAll(nodes, gateways, rollout, changes, running);

        // The clock of this machine may be an hour off. Nodes say every second when they were seen, by the control plane's.
        var now = (await nodes).Select(node => node.SeenAt).DefaultIfEmpty(TimeProvider.System.GetUtcNow()).Max();
        var usage = await client.Usage.GetAsync(new UsageQuery { GroupBy = "status", From = now - Window, To = now }, cancellationToken);
        return new TopMoment(
            now,
            (await rollout).Revision,
            await nodes,
            (await gateways).Items,
            TopTraffic.Of(usage.Totals, usage.To - usage.From),
            (await running).Totals.Interceptions,
            (await changes).Items);
    }
}
