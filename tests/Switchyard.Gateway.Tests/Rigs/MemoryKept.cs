using System.Collections.Concurrent;
using Switchyard.Gateway.Tools.Kept;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>What several data planes keep together, in memory.</summary>
internal sealed class MemoryKept : IKeptTools
{
    private readonly ConcurrentDictionary<(Guid, string), (byte[] Content, DateTimeOffset ExpiresAt)> _kept = new();

    /// <summary>Keys under which something is kept.</summary>
    public IReadOnlyList<string> Keys => [.. _kept.Keys.Select(static key => key.Item2).Order(StringComparer.Ordinal)];

    /// <summary>Whether it fails.</summary>
    public bool Fails { get; set; }

    public Task PutAsync(Guid userId, string key, ReadOnlyMemory<byte> content, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new IOException("The database is away.");
        }

        _kept[(userId, key)] = (content.ToArray(), expiresAt);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FindAsync(Guid userId, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new IOException("The database is away.");
        }

        var found = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var key in keys)
        {
            if (_kept.TryGetValue((userId, key), out var kept) && kept.ExpiresAt > now)
            {
                found[key] = kept.Content;
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(found);
    }
}
