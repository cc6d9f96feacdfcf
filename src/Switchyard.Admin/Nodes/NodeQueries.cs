using System.Text.Json;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Nodes;

/// <summary>Reads what the nodes last reported.</summary>
internal sealed class NodeQueries(Database database, TimeProvider time)
{
    /// <summary>Silence after which a node counts as lost.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);

    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(NodeTable.ListAsync, cancellationToken);
        var now = time.GetUtcNow();
        return [.. rows.Select(row => View(row, now))];
    }

    private static NodeView View(NodeRow row, DateTimeOffset now) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Version = row.Version,
        State = now - row.SeenAt > LostAfter ? "lost" : row.State,
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
