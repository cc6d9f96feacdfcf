using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Nodes;

/// <summary>Reads what the nodes last reported.</summary>
internal sealed class NodeQueries(Database database, NodeLiveness liveness)
{
    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellationToken)
    {
        var (rows, files) = await database.ReadAsync(
            async (session, token) => (await NodeTable.ListAsync(session, token), await FileContentTable.FindAsync(session, token)), cancellationToken);
        liveness.Observe(rows);
        var diverged = Divergence.Of(rows.Where(row => !liveness.IsLost(row)), files);
        return [.. rows.Select(row => View(row, diverged))];
    }

    private NodeView View(NodeRow row, IReadOnlySet<Guid> diverged) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Address = row.Advertise,
        Version = row.Version,
        State = liveness.IsLost(row) ? NodeStates.Lost : row.State == NodeStates.Applied && diverged.Contains(row.Id) ? NodeStates.Diverged : row.State,
        Revision = row.Revision,
        Epoch = row.Epoch,
        Hash = row.Hash,
        Canary = CanaryReports.RunBy(row),
        RejectedRevision = row.RejectedRevision,
        Reason = row.Reason,
        StartedAt = row.StartedAt,
        SeenAt = row.SeenAt,
        Files = Divergence.FilesOf(row),
        Report = JsonElement.Parse(row.ReportJson),
    };
}
