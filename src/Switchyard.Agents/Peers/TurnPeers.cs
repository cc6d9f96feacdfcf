using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Peers;

/// <summary>Asks other nodes for the events of turns that they have.</summary>
internal sealed class TurnPeers(PeerChannel channel, Database database)
{
    /// <summary>The events of a turn after the <paramref name="seen"/>-th as that node writes them; null when it is gone, can not be reached or does not have the turn.</summary>
    /// <exception cref="DatabaseUnavailableException">The database is away, and with it the address of the node.</exception>
    public async Task<HttpResponseMessage?> OpenAsync(Guid node, Guid chat, long turn, int seen, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync((session, token) => NodeTable.FindAsync(session, node, token), cancellationToken) is not { } row)
        {
            return null;
        }

        var peer = new PeerNode(row.Id, row.Name, Uri.TryCreate(row.Advertise, UriKind.Absolute, out var address) ? address : null);
        var body = new JsonObject { [TurnPeerPaths.Seen] = seen };
        try
        {
            return await channel.PostAsync(peer, TurnPeerPaths.EventsOf(chat, turn), Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);
        }
        catch (PeerException)
        {
            // What became of the turn is in its row; whoever watches is told that.
            return null;
        }
    }
}
