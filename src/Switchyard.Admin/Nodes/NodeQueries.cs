using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Nodes;

/// <summary>Reads what the nodes last reported.</summary>
internal sealed class NodeQueries(Database database, NodeLiveness liveness)
{
    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(NodeTable.ListAsync, cancellationToken);
        liveness.Observe(rows);
        return [.. rows.Select(View)];
    }

    private NodeView View(NodeRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Version = row.Version,
        State = liveness.IsLost(row) ? NodeStates.Lost : row.State,
        Revision = row.Revision,
        Epoch = row.Epoch,
        Hash = row.Hash,
        RejectedRevision = row.RejectedRevision,
        Reason = row.Reason,
        StartedAt = row.StartedAt,
        SeenAt = row.SeenAt,
        Report = JsonElement.Parse(row.ReportJson),
    };
}
