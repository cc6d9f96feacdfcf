using System.Text.Json.Nodes;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Authorization;

/// <summary>What the nodes share of the checks: that one does them, and that people are told.</summary>
internal sealed class SweepPlace(Database database, HubPublisher publisher, NodeIdentity node, TimeProvider time)
{
    private const string LeaseName = "bundle-sign-ins";

    /// <summary>Takes the checks on, or keeps them, for a time in which the next is sure to begin. False while another node has them.</summary>
    public Task<bool> TryTakeAsync(TimeSpan every, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync((session, token) => RecordingLeaseTable.TryTakeAsync(session, LeaseName, node.Id, now, now + (every * 2), token), cancellationToken);
    }

    /// <summary>Tells people that so many sign-ins seem lost that something else must be wrong.</summary>
    public Task AlertAsync(int lost, int all, CancellationToken cancellationToken)
    {
        var data = new JsonObject { ["lost"] = lost, ["all"] = all }.ToJsonString();
        return database.WriteAsync(
            async (session, token) => await publisher.PublishAsync(session, HubStreams.Alerts, new HubEvent(HubStreams.SignInsDoubted, HubAction.Warn, "bundle-sign-ins") { Data = data }, token), cancellationToken);
    }
}
