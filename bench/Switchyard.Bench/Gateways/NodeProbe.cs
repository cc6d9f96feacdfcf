using System.Globalization;

namespace Switchyard.Bench.Gateways;

/// <summary>
/// Takes each node at its word, and checks it: a node's log says which revision it has put in force, and a request made after that has to carry it. Asking again and again instead would
/// find out no earlier, and would keep the processors so busy with the asking that it is what was measured.
/// </summary>
internal sealed class NodeProbe : IDisposable
{
    private readonly HttpClient _client;
    private readonly BenchNode _node;

    public NodeProbe(BenchNode node, Action<long, long> seen)
    {
        (_node, _client) = (node, new HttpClient { BaseAddress = node.DataPlane });
        _node.InForce = seen;
    }

    /// <summary>Asks the data plane which revision requests run.</summary>
    /// <exception cref="InvalidOperationException">It is older than what the node has said.</exception>
    public async Task CheckAsync(long revision, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(new Uri("/v1/models", UriKind.Relative), cancellationToken);
        var runs = answer.Headers.TryGetValues("X-Switchyard-Revision", out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : -1;
        if (runs < revision)
        {
            throw new InvalidOperationException($"{_node.DataPlane} said that revision {revision} is in force and answered a request with revision {runs}.");
        }
    }

    public void Dispose()
    {
        _node.InForce = null;
        _client.Dispose();
    }
}
