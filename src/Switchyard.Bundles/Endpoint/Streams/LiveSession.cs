using System.Collections.Concurrent;

namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>What runs for one session on this node: calls by the ids of their requests, and the stream of changes. It is there as long as something runs.</summary>
internal sealed class LiveSession : IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource? _stream;

    public LiveSession(string id) => (Id, Ended) = (id, _end.Token);

    public string Id { get; }

    /// <summary>Cancelled when the client ends the session.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Who uses it. Guarded by <see cref="LiveSessions"/>.</summary>
    public int Users { get; set; }

    /// <summary>Enters a call. One with the id of another takes its place: a client that has given up on a request may use its id again.</summary>
    public void Begin(string request, CancellationTokenSource cancel) => _calls[request] = cancel;

    public void Finish(string request, CancellationTokenSource cancel) => _calls.TryRemove(KeyValuePair.Create(request, cancel));

    /// <summary>Cancels a call, if it runs here.</summary>
    public void Cancel(string request)
    {
        if (_calls.TryGetValue(request, out var cancel))
        {
            Cancel(cancel);
        }
    }

    /// <summary>Enters a stream. The one before it ends: each change is told once, on the connection that the client opened last.</summary>
    public void Open(CancellationTokenSource cancel)
    {
        if (Interlocked.Exchange(ref _stream, cancel) is { } before)
        {
            Cancel(before);
        }
    }

    public void Close(CancellationTokenSource cancel) => Interlocked.CompareExchange(ref _stream, null, cancel);

    public void End() => Cancel(_end);

    /// <inheritdoc />
    public void Dispose() => _end.Dispose();

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
