using System.Collections.Concurrent;
using Switchyard.Bundles.Archives;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>Archives by hash, as the database has them, and how often each was asked for.</summary>
internal sealed class ArchiveShelf : IArchiveContent
{
    public ConcurrentDictionary<string, byte[]> Archives { get; } = new();

    public ConcurrentQueue<string> Asked { get; } = new();

    public async Task CopyAsync(string hash, Stream target, CancellationToken cancellationToken)
    {
        Asked.Enqueue(hash);
        if (Archives.TryGetValue(hash, out var bytes))
        {
            await target.WriteAsync(bytes, cancellationToken);
        }
    }
}
