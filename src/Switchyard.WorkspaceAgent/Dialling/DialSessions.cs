using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>The sessions of nodes that have dialled. They are found by the hash of what the node shows, so the time of a look-up tells nothing of it.</summary>
internal sealed class DialSessions(TimeProvider time)
{
    /// <summary>Sessions at once.</summary>
    public const int Most = 256;

    /// <summary>How long after its last request a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    private const int Bytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DialSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Begins a session and returns what the node has to show, or null when there are too many.</summary>
    public string? Begin((Guid AgentId, Guid BootId) identity, Guid? chat)
    {
        var bearer = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        lock (_gate)
        {
            foreach (var (key, _) in _sessions.Where(pair => IsOver(pair.Value)).ToList())
            {
                _sessions.Remove(key);
            }

            if (_sessions.Count >= Most)
            {
                return null;
            }

            _sessions.Add(Hash(bearer), new DialSession(identity, chat) { IdleSince = time.GetTimestamp() });
            return bearer;
        }
    }

    /// <summary>The session of a request that begins, or null. <see cref="Leave"/> says when the request has ended.</summary>
    public DialSession? Enter(string bearer)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(Hash(bearer), out var session))
            {
                return null;
            }

            if (IsOver(session))
            {
                _sessions.Remove(Hash(bearer));
                return null;
            }

            session.Requests++;
            return session;
        }
    }

    /// <summary>A request of a session has ended.</summary>
    public void Leave(DialSession session)
    {
        lock (_gate)
        {
            session.Requests--;
            session.IdleSince = time.GetTimestamp();
        }
    }

    /// <summary>Ends a session with what runs for it.</summary>
    public void End(string bearer)
    {
        DialSession? session;
        lock (_gate)
        {
            _sessions.Remove(Hash(bearer), out session);
        }

        session?.End();
    }

    /// <summary>Ends all of them.</summary>
    public void EndAll()
    {
        List<DialSession> all;
        lock (_gate)
        {
            all = [.. _sessions.Values];
            _sessions.Clear();
        }

        all.ForEach(static session => session.End());
    }

    private bool IsOver(DialSession session) => session.Requests == 0 && time.GetElapsedTime(session.IdleSince) >= Idle;

    private static string Hash(string bearer) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(bearer)));
}
