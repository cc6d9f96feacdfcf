using Switchyard.Configuration.Peers;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>The other nodes, as tasks are looked for there.</summary>
internal interface ITaskNodes
{
    /// <summary>A node and whether it is lost; null for one that is gone. One that was not looked at yet counts as lost.</summary>
    /// <exception cref="Storage.Sql.DatabaseUnavailableException">It can not be told now.</exception>
    Task<(PeerNode Node, bool IsLost)?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All others that are not lost.</summary>
    /// <exception cref="Storage.Sql.DatabaseUnavailableException">It can not be told now.</exception>
    Task<IReadOnlyList<PeerNode>> OthersAsync(CancellationToken cancellationToken);
}
