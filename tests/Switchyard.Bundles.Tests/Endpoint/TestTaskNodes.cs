using System.Collections.Concurrent;
using Switchyard.Bundles.Tasks.Peers;
using Switchyard.Configuration.Peers;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>The nodes of a test, as each of them finds the others.</summary>
internal sealed class TestTaskNodes
{
    private readonly ConcurrentDictionary<Guid, (PeerNode Node, bool IsLost)> _nodes = new();

    public void Add(PeerNode node) => _nodes[node.Id] = (node, false);

    /// <summary>A node was silent for too long.</summary>
    public void Lose(Guid id) => _nodes[id] = (_nodes[id].Node, true);

    /// <summary>A node does not say where it is reached.</summary>
    public void Hide(Guid id) => _nodes[id] = (_nodes[id].Node with { Address = null }, false);

    /// <summary>The row of a node is gone.</summary>
    public void Remove(Guid id) => _nodes.TryRemove(id, out _);

    /// <summary>As one of them sees the others.</summary>
    public ITaskNodes Of(Guid self) => new View(self, _nodes);

    private sealed class View(Guid self, ConcurrentDictionary<Guid, (PeerNode Node, bool IsLost)> nodes) : ITaskNodes
    {
        public Task<(PeerNode Node, bool IsLost)?> FindAsync(Guid id, CancellationToken cancellationToken) =>
            Task.FromResult<(PeerNode, bool)?>(nodes.TryGetValue(id, out var found) ? found : null);

        public Task<IReadOnlyList<PeerNode>> OthersAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<PeerNode>>([.. nodes.Values.Where(node => node.Node.Id != self && !node.IsLost).Select(static node => node.Node)]);
    }
}
