using Switchyard.Bench.Scale.Agenda;
using Switchyard.Bench.Scale.Edges;
using Switchyard.Hub.Delivery.Answers;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Bench.Scale.Nodes;

/// <summary>A node: a processor that everything waits for, a place in the database, and the sessions it serves.</summary>
internal sealed class SimNode
{
    // Statements of the transactions of GatewayDoor, Handshake and ConnectionKeeper, counted there; begin and commit are one each.
    private const int LookUpStatements = 1;
    private const int AdmitStatements = 7;
    private const int GreetStatements = 14;
    private const int EndStatements = 6;
    private const int FlushStatements = 6;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan JudgedRow = TimeSpan.FromMicroseconds(2);

    private readonly World _world;
    private readonly HashSet<SimSession> _sessions = [];
    private readonly HashSet<Attempt> _attempts = [];
    private readonly Queue<Action> _unleased = new();
    private AnswerBatch _answers = new();
    private int _waitingAnswers;
    private bool _flushing;
    private bool _looking;
    private int _held;
    private int _entering;
    private TimeSpan _leasedUntil;

    public SimNode(World world, int index)
    {
        (_world, Index, Point) = (world, index, world.Point);
        Processor = new WorkQueue(world.Agenda, world.Options.Processors);
        _leasedUntil = world.Settings.Lease;
        world.Agenda.In(world.Settings.Renew * world.Random.NextDouble(), Renew);
    }

    public int Index { get; }

    public bool IsAlive { get; private set; } = true;

    public WorkQueue Processor { get; private set; }

    /// <summary>What it has in force.</summary>
    public DeliveryPoint Point { get; private set; }

    public int Connections => _sessions.Count;

    public World World => _world;

    /// <summary>A change was committed.</summary>
    public void Hear(DeliveryPoint point) => _world.Agenda.In(_world.Options.Reload * (0.7 + (0.6 * _world.Random.NextDouble())), () =>
    {
        if (!IsAlive || point.Revision <= Point.Revision)
        {
            return;
        }

        Point = point;
        foreach (var session in _sessions)
        {
            session.Wake();
        }
    });

    /// <summary>It is killed. Whoever was connected notices at once, as when the system closes its sockets.</summary>
    public void Kill()
    {
        IsAlive = false;
        Processor.Stop();
        foreach (var edge in _sessions.Select(static session => session.Attempt).Concat(_attempts).ToList())
        {
            _world.Agenda.In(_world.Way(), () => edge.Edge.Lose(edge));
        }

        _sessions.Clear();
        _attempts.Clear();
    }

    /// <summary>It starts again, empty.</summary>
    public void Start()
    {
        (IsAlive, Point, _held, _entering, _waitingAnswers, _answers, _flushing, _looking) = (true, _world.Point, 0, 0, 0, new AnswerBatch(), false, false);
        Processor = new WorkQueue(_world.Agenda, _world.Options.Processors);
        _unleased.Clear();
        _leasedUntil = _world.Agenda.Now + _world.Settings.Lease;
    }

    /// <summary>Somebody wants in.</summary>
    public void Admit(Attempt attempt)
    {
        if (!IsAlive)
        {
            _world.Tally.Refused++;
            attempt.Edge.Lose(attempt);
            return;
        }

        _attempts.Add(attempt);
        Processor.Add(_world.Options.Connect, () =>
        {
            if (_held >= _world.Settings.MaxConnections || _entering >= _world.Options.Entering)
            {
                _world.Tally.Refused++;
                _attempts.Remove(attempt);
                _world.Agenda.In(_world.Way(), () => attempt.Edge.Refuse(attempt, TimeSpan.FromSeconds(2)));
                return;
            }

            _held++;
            _entering++;
            // The request is given up with its connection, and what waits for the database with it.
            _world.Transact(LookUpStatements + AdmitStatements, bumps: false, () => _world.Agenda.In(_world.Way(), () => attempt.Edge.Open(attempt)), () => IsOpen(attempt));
        });
    }

    /// <summary>Its first frame.</summary>
    public void Greet(Attempt attempt, HelloFrame hello)
    {
        if (!IsAlive)
        {
            return;
        }

        _world.Transact(GreetStatements, bumps: true, () =>
        {
            _attempts.Remove(attempt);
            if (!IsAlive)
            {
                return;
            }

            _entering--;
            if (!attempt.IsOpen)
            {
                _world.Tally.Wasted++;
                _held--;
                End();
                return;
            }

            var start = new SessionStart
            {
                ConnectionId = Guid.Empty,
                GatewayId = attempt.Edge.Id,
                Labels = Labels.None,
                Hello = hello,
                Known = attempt.Edge.Known,
                Epoch = _world.Epoch,
                Head = _world.Head,
                Age = _world.Settings.MaxAge * (0.5 + (_world.Random.NextDouble() / 2)),
                Settings = _world.Settings,
            };
            var session = new SimSession(this, attempt, start);
            attempt.Session = session;
            _sessions.Add(session);
            session.Wake();
            LookSoon();
        }, () => IsOpen(attempt) || EndUnheard());
    }

    /// <summary>Whoever was let in had left.</summary>
    public void GiveUp(Attempt attempt)
    {
        if (_attempts.Remove(attempt))
        {
            _world.Tally.Wasted++;
            _held--;
            _entering--;
            End();
        }
    }

    /// <summary>The edge has gone away while nobody had let it in yet, or after.</summary>
    public void Leave(Attempt attempt)
    {
        if (attempt.Session is { } session && _sessions.Remove(session))
        {
            _held--;
            End();
        }
    }

    /// <summary>Sends when the lease of this node holds; until then it waits.</summary>
    public void Send(Action send)
    {
        if (_world.Agenda.Now < _leasedUntil)
        {
            send();
            return;
        }

        _world.Tally.Lapses++;
        _unleased.Enqueue(send);
    }

    /// <summary>An answer to be taken down.</summary>
    public void Answered(GatewayInstanceRow row, GatewayDeliveryRow delivery)
    {
        _answers.Acked(row, delivery);
        _waitingAnswers++;
        _answers.Trim(AnswerRecorder.MostWaiting);
        _world.Tally.MostAnswers = Math.Max(_world.Tally.MostAnswers, _waitingAnswers);
        Flush();
    }

    private bool IsOpen(Attempt attempt)
    {
        if (attempt.IsOpen)
        {
            return true;
        }

        _attempts.Remove(attempt);
        _held--;
        _entering--;
        return false;
    }

    // It was let in, and its row has to be ended.
    private bool EndUnheard()
    {
        _world.Tally.Wasted++;
        End();
        return false;
    }

    private void End() => _world.Transact(EndStatements, bumps: true, static () => { });

    private void Flush()
    {
        if (_flushing)
        {
            return;
        }

        _flushing = true;
        _world.Agenda.In(Gathering, () =>
        {
            var batch = _answers;
            (_answers, _waitingAnswers) = (new AnswerBatch(), 0);
            var length = (_world.Options.Statement * FlushStatements) + _world.Options.TimeFor(batch.Deliveries.Count) + _world.Options.TimeFor(batch.Acks.Count);
            _world.Transact(length, bumps: true, () =>
            {
                foreach (var row in batch.Acks)
                {
                    _world.Edges[SimEdge.IndexOf(row.GatewayId)].Known = row;
                }

                foreach (var node in _world.Nodes)
                {
                    node.LookSoon();
                }

                _flushing = false;
                if (_waitingAnswers > 0 && IsAlive)
                {
                    Flush();
                }
            });
        });
    }

    // Whoever changes sessions wakes all nodes, which judge their connections; what comes within 20 to 200 ms is one look.
    private void LookSoon()
    {
        if (_looking || !IsAlive)
        {
            return;
        }

        _looking = true;
        _world.Agenda.In(TimeSpan.FromMilliseconds(100), () => _world.Database.Add(_world.Options.Statement + (JudgedRow * _sessions.Count), () => _looking = false));
    }

    private void Renew()
    {
        var asked = _world.Agenda.Now;
        if (!IsAlive || _sessions.Count == 0)
        {
            _leasedUntil = asked + _world.Settings.Lease;
            _world.Agenda.In(_world.Settings.Renew, Renew);
            return;
        }

        // The leases a thousand at a time, the counters of each connection, and who must end.
        var leases = (_world.Options.Statement * (3 + (_sessions.Count / 1_000))) + (_world.Options.Row * _sessions.Count);
        _world.Transact(leases + _world.Options.TimeFor(_sessions.Count), bumps: false, () =>
        {
            _leasedUntil = asked + _world.Settings.Lease;
            while (IsAlive && _world.Agenda.Now < _leasedUntil && _unleased.TryDequeue(out var send))
            {
                send();
            }

            _world.Agenda.At(asked + _world.Settings.Renew, Renew);
        });
    }
}
