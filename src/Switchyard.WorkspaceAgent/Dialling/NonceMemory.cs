using Switchyard.Model.Agents;

namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>
/// The nonces of proofs that were accepted, for as long as they would be accepted again. Only who knows the dial key adds one, so a stranger fills nothing; the bound is for a node that dials without end.
/// </summary>
internal sealed class NonceMemory
{
    /// <summary>Nonces that are remembered at once.</summary>
    public const int Most = 20_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _byTime = new();

    /// <summary>Remembers a nonce; false when it was used before, or when too many are remembered to take another.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="at">The time of its proof, in milliseconds.</param>
    /// <param name="now">The time here.</param>
    public bool TryUse(string nonce, long at, long now)
    {
        var skew = (long)DialProof.MaxSkew.TotalMilliseconds;
        lock (_gate)
        {
            while (_byTime.TryPeek(out var oldest, out var time) && now - time > skew)
            {
                _byTime.Dequeue();
                _known.Remove(oldest);
            }

            if (_known.Count >= Most || !_known.Add(nonce))
            {
                return false;
            }

            _byTime.Enqueue(nonce, at);
            return true;
        }
    }
}
