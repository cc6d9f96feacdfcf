using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>The other nodes by their rows.</summary>
internal sealed class DatabaseTaskNodes(Database database, NodeIdentity self, NodeLiveness liveness) : ITaskNodes
{
    /// <inheritdoc />
    public async Task<(PeerNode Node, bool IsLost)?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => NodeTable.FindAsync(session, id, token), cancellationToken) is { } row ? (PeerOf(row), liveness.IsLost(row)) : null;

    /// <inheritdoc />
    public async Task<IReadOnlyList<PeerNode>> OthersAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(static (session, token) => NodeTable.ListAsync(session, token), cancellationToken);
        return [.. rows.Where(row => row.Id != self.Id && !liveness.IsLost(row)).Select(PeerOf)];
    }

    private static PeerNode PeerOf(NodeRow row) => new(row.Id, row.Name, Uri.TryCreate(row.Advertise, UriKind.Absolute, out var address) ? address : null);
}
