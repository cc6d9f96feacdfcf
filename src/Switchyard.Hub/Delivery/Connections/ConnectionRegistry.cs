using System.Collections.Immutable;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Telemetry;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>The connections of this node. Readers get immutable lists; nothing that can change leaves it.</summary>
internal sealed class ConnectionRegistry
{
    private readonly Lock _gate = new();
    private readonly HubInstruments _instruments;
    private ImmutableList<DeliverySession> _sessions = [];
    private int _held;
    private int _entering;
    private SessionEnd? _closed;

    public ConnectionRegistry(HubInstruments instruments, Points.DeliveryPoints points)
    {
        _instruments = instruments;
        instruments.Observe(
            () => Sessions.GroupBy(session => session.Identity.Gateway).Select(group => (group.Key, group.Max(session => Math.Max(0, (points.Current?.Revision ?? 0) - session.Progress.AckedSeq)))),
            () => Sessions.Select(session => session.Progress.Waiting).DefaultIfEmpty().Max());
    }

    /// <summary>The sessions now.</summary>
    public IReadOnlyList<DeliverySession> Sessions => Volatile.Read(ref _sessions);

    /// <summary>Connections that are held: sessions, and those that are about to become one.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Whether as many are being let in as may be.</summary>
    public bool IsCrowded => Volatile.Read(ref _entering) >= GatewayDoor.MostEntering;

    /// <summary>Takes one of <paramref name="most"/> places and begins to enter; false when there is none, when too many enter, or when no more are taken in.</summary>
    public bool TryHold(int most)
    {
        lock (_gate)
        {
            if (_held >= most || _entering >= GatewayDoor.MostEntering || _closed is not null)
            {
                return false;
            }

            _entering++;
            _instruments.Connected(++_held);
            return true;
        }
    }

    /// <summary>One that entered is in, or stays out. To be said once of each.</summary>
    public void Entered()
    {
        lock (_gate)
        {
            _entering--;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _instruments.Connected(--_held);
        }
    }

    /// <summary>Takes a session in, unless this node takes none in any more: then it ends at once.</summary>
    public void Add(DeliverySession session)
    {
        SessionEnd? closed;
        lock (_gate)
        {
            closed = _closed;
            _sessions = _sessions.Add(session);
        }

        if (closed is not null)
        {
            session.End(closed);
        }
    }

    /// <summary>Takes a session out. Harmless for one that is not there.</summary>
    public void Remove(DeliverySession session)
    {
        lock (_gate)
        {
            _sessions = _sessions.Remove(session);
        }
    }

    /// <summary>Takes none in any more, and ends all there are. They are told to come back at different times, spread over <paramref name="spread"/>.</summary>
    public void Close(TimeSpan spread)
    {
        ImmutableList<DeliverySession> sessions;
        lock (_gate)
        {
            _closed ??= SessionEnd.Shutdown(TimeSpan.FromSeconds(1));
            sessions = _sessions;
        }

        DeliverySession[] order = [.. sessions];
        Random.Shared.Shuffle(order);
        foreach (var (index, session) in order.Index())
        {
            session.End(SessionEnd.Shutdown(spread * (index + Random.Shared.NextDouble()) / order.Length));
        }
    }
}
