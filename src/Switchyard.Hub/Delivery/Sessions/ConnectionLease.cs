namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>The right of this node to send on one connection: its row in the database was renewed less than a lease ago, by this node's own monotonic clock.</summary>
/// <param name="time">Clock; only its monotonic side is used.</param>
/// <param name="length">How long a renewal holds.</param>
/// <param name="renewedAt">When the first one was asked for.</param>
internal sealed class ConnectionLease(TimeProvider time, TimeSpan length, long renewedAt)
{
    private readonly Lock _gate = new();
    private long _renewedAt = renewedAt;
    private TaskCompletionSource? _waiting;
    private bool _ended;

    /// <summary>Whether it may send now.</summary>
    public bool IsHeld => time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < length;

    /// <summary>The row was renewed by a statement that was begun at <paramref name="askedAt"/>: the lease counts from then.</summary>
    public void Renew(long askedAt)
    {
        lock (_gate)
        {
            Volatile.Write(ref _renewedAt, askedAt);
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }

    /// <summary>Completes when it may send again, or when it has ended.</summary>
    public async Task WaitAsync()
    {
        while (true)
        {
            Task waiting;
            lock (_gate)
            {
                if (_ended || IsHeld)
                {
                    return;
                }

                waiting = (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await waiting;
        }
    }
}
