namespace Switchyard.Proxy.Tunnels;

/// <summary>A tunnel that is open, as those see it who may end it. Its own flow listens to both tokens and leaves the table.</summary>
internal sealed class Tunnel : IDisposable
{
    // What runs in a decrypted tunnel is told by the data plane why it ends; then the connection goes.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing;
    private readonly CancellationTokenSource _cut;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset? _expiresAt;
    private readonly bool _isDecrypted;
    private int _disposed;

    /// <summary>Opens one.</summary>
    /// <param name="accessKeyId">Whose it is.</param>
    /// <param name="isDecrypted">Whether requests run in it that have an end of their own.</param>
    /// <param name="lifetime">How long it may live.</param>
    /// <param name="expiresAt">When the access key expires, or null.</param>
    /// <param name="time">The clock.</param>
    public Tunnel(Guid accessKeyId, bool isDecrypted, TimeSpan lifetime, DateTimeOffset? expiresAt, TimeProvider time)
    {
        AccessKeyId = accessKeyId;
        _isDecrypted = isDecrypted;
        _expiresAt = expiresAt;
        _time = time;
        var left = expiresAt is { } end && end - time.GetUtcNow() < lifetime ? end - time.GetUtcNow() : lifetime;
        _closing = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        _cut = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _closing.Token.UnsafeRegister(static tunnel => ((Tunnel)tunnel!).OnClosing(), this);
    }

    /// <summary>The access key that opened it.</summary>
    public Guid AccessKeyId { get; }

    /// <summary>No new request is to run in it; what runs may end.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>It is over, now.</summary>
    public CancellationToken Ended => _cut.Token;

    /// <summary>It may not go on: a plain one ends at once, in a decrypted one the requests have their last words.</summary>
    public void Expel()
    {
        if (Volatile.Read(ref _disposed) != 0)
        {
            return;
        }

        try
        {
            _ = _closing.CancelAsync();
            _cut.CancelAfter(_isDecrypted ? LastWords : TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Takes no new request, because the node stops.</summary>
    public void Close()
    {
        if (Volatile.Read(ref _disposed) == 0 && _isDecrypted)
        {
            Try(_closing);
        }
    }

    /// <summary>Ends it now.</summary>
    public void Cut() => Try(_cut);

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _closing.Dispose();
            _cut.Dispose();
        }
    }

    private void OnClosing()
    {
        if (!_isDecrypted)
        {
            Cut();
        }
        else if (_expiresAt is { } end && _time.GetUtcNow() >= end)
        {
            _cut.CancelAfter(LastWords);
        }
    }

    private static void Try(CancellationTokenSource source)
    {
        try
        {
            // Off the thread of whoever ends it: what is registered may take its time.
            _ = source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }
}
