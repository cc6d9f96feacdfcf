namespace Switchyard.Bundles.Endpoint.Streams;

/// <summary>
/// The sessions for which something runs on this node, so that it can be cancelled. A session itself is in its id, and any node can serve it; that a client has ended it is remembered here for the last ten thousand, and other
/// nodes do not know, which is no risk: the id gives no right.
/// </summary>
internal sealed class LiveSessions
{
    private const int Remembered = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _endedInOrder = new();
    private int _listeners;

    /// <summary>Sessions with something running, and clients without a session that listen.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count + Volatile.Read(ref _listeners);
            }
        }
    }

    /// <summary>Enters a session for a request; null when the client has ended it. Whoever enters leaves.</summary>
    public LiveSession? Enter(string id)
    {
        lock (_gate)
        {
            if (_ended.Contains(id))
            {
                return null;
            }

            if (!_sessions.TryGetValue(id, out var session))
            {
                _sessions[id] = session = new LiveSession(id);
            }

            session.Users++;
            return session;
        }
    }

    public void Leave(LiveSession session)
    {
        lock (_gate)
        {
            if (--session.Users == 0)
            {
                _sessions.Remove(session.Id);
                session.Dispose();
            }
        }
    }

    /// <summary>Ends a session: what runs for it here is cancelled, and it is not served here again.</summary>
    public void End(string id)
    {
        LiveSession? session;
        lock (_gate)
        {
            session = _sessions.GetValueOrDefault(id);
            if (_ended.Add(id))
            {
                _endedInOrder.Enqueue(id);
                if (_endedInOrder.Count > Remembered)
                {
                    _ended.Remove(_endedInOrder.Dequeue());
                }
            }
        }

        session?.End();
    }

    /// <summary>Counts a client without a session in or out.</summary>
    public void Listen(int change) => Interlocked.Add(ref _listeners, change);
}
