using Switchyard.Bench.Scale.Edges;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Bench.Scale.Nodes;

/// <summary>One connection at its node: the real machine, with a shell that pays with simulated time.</summary>
internal sealed class SimSession(SimNode node, Attempt attempt, SessionStart start)
{
    private readonly DeliveryMachine _machine = new(start);
    private readonly SessionFrames _frames = new(null, start.Settings.SnapshotFrame);
    private readonly TimeSpan _began = node.World.Agenda.Now;
    private DeliveryPoint? _seen;
    private bool _woken;
    private TimeSpan? _timer;
    private TimeSpan _lastArrival;
    private int _inFlight;

    public Attempt Attempt => attempt;

    private World World => node.World;

    /// <summary>Asks it to look, once however often it is asked.</summary>
    public void Wake()
    {
        if (!_woken)
        {
            _woken = true;
            node.Processor.Add(() =>
            {
                _woken = false;
                return Step(new SessionInput.Ticked());
            });
        }
    }

    /// <summary>A frame of the instance.</summary>
    public void Receive(Frame frame) => node.Processor.Add(() => Step(new SessionInput.FrameCame(frame)));

    private TimeSpan Step(SessionInput input)
    {
        var sent = input is SessionInput.FrameCame ? 1 : 0;
        if (!attempt.IsOpen || _machine.HasEnded)
        {
            return TimeSpan.Zero;
        }

        var inputs = new Queue<SessionInput>();
        if (!ReferenceEquals(_seen, node.Point))
        {
            inputs.Enqueue(new SessionInput.PointCame(_seen = node.Point));
        }

        inputs.Enqueue(input);
        while (inputs.TryDequeue(out var next))
        {
            foreach (var command in _machine.On(next, World.Agenda.Now - _began))
            {
                sent += Do(command, inputs);
            }
        }

        Arm();
        World.Tally.Frames += sent;
        return World.Options.Frame * Math.Max(sent, 0.1);
    }

    private int Do(SessionCommand command, Queue<SessionInput> inputs)
    {
        switch (command)
        {
            case SessionCommand.Welcome welcome:
                World.Tally.Snapshots += welcome.Mode == "snapshot" ? 1 : 0;
                World.Tally.Resumes += welcome.Mode == "resume" ? 1 : 0;
                return Send([new WelcomeFrame { Mode = welcome.Mode, Reason = welcome.Reason, Head = welcome.Head, Epoch = welcome.Epoch, Heartbeat = start.Settings.Ping, Window = start.Settings.Window, GatewayId = attempt.Edge.Id, Gateway = "g", ConnectionId = Guid.Empty, Node = "n" }]);
            case SessionCommand.Change change:
                _inFlight += change.Events.Count;
                World.Tally.MostInFlight = Math.Max(World.Tally.MostInFlight, _inFlight);
                return Send(_frames.Of(change));
            case SessionCommand.Bookmark bookmark:
                return Send([_frames.Of(bookmark)]);
            case SessionCommand.Snapshot snapshot:
                return Send(_frames.Of(snapshot.State));
            case SessionCommand.Ping:
                return Send([new PingFrame()]);
            case SessionCommand.Pong:
                return Send([new PongFrame()]);
            case SessionCommand.Survey survey:
                inputs.Enqueue(new SessionInput.Surveyed(SurveyOf(survey.After, survey.UpTo)));
                return 0;
            case SessionCommand.ReadEvents read:
                // The newest thousand are in memory on a node; older ones are read once for all.
                inputs.Enqueue(new SessionInput.EventsCame(new EventPage([.. World.History.Skip((int)read.After).Take((int)Math.Min(read.UpTo - read.After, Math.Min(read.Most, start.Settings.Log.PageSize)))])));
                return 0;
            case SessionCommand.ReadLabels:
                World.Transact(1, bumps: false, () => node.Processor.Add(() => Step(new SessionInput.LabelsCame(Labels.None))));
                return 0;
            case SessionCommand.Record record:
                Record(record.Answer);
                return 0;
            case SessionCommand.Lagging:
                World.Tally.Lagging++;
                return 0;
            case SessionCommand.End end:
                World.Tally.Stuck += end.How.Reason == "stuck" ? 1 : 0;
                var at = Arrival();
                World.Agenda.At(at, () => attempt.Edge.Close(attempt, end.How));
                node.Leave(attempt);
                return 1;
            default:
                return 0;
        }
    }

    private void Record(SessionAnswer answer)
    {
        _inFlight = Math.Max(0, _inFlight - answer.Events);
        var now = DateTimeOffset.UnixEpoch + World.Agenda.Now;
        node.Answered(
            new GatewayInstanceRow
            {
                GatewayId = attempt.Edge.Id, InstanceId = "i", BootId = "b", Epoch = start.Epoch, FirstSeenAt = now, LastSeenAt = now, AckedSeq = answer.Seq, AckedHash = answer.Hash, AckedAt = now, Revision = answer.Revision,
            },
            new GatewayDeliveryRow { GatewayId = attempt.Edge.Id, InstanceId = "i", Seq = answer.Seq, ConnectionId = Guid.Empty, State = "acked", SentAt = now, AnsweredAt = now });
    }

    private int Send(IEnumerable<Frame> frames)
    {
        var count = 0;
        foreach (var frame in frames)
        {
            count++;
            node.Send(() => World.Agenda.At(Arrival(), () => attempt.Edge.Receive(attempt, frame)));
        }

        return count;
    }

    // Of one connection, what is sent first is there first.
    private TimeSpan Arrival()
    {
        var at = World.Agenda.Now + World.Way();
        return _lastArrival = at > _lastArrival ? at : _lastArrival;
    }

    // As the real survey, of events that are in memory here.
    private HistorySurvey SurveyOf(long after, long upTo)
    {
        if (upTo - after > HistorySurvey.MostEvents)
        {
            return new HistorySurvey { SnapshotReason = SnapshotReasons.TooFar };
        }

        var events = World.History.Skip((int)after).Take((int)(upTo - after)).ToList();
        return new HistorySurvey { Named = events.SelectMany(EventScope.Names).ToHashSet(), IsUnknown = events.Exists(EventScope.IsUnknown) };
    }

    private void Arm()
    {
        var next = _began + _machine.NextLook;
        if (_timer is { } armed && armed <= next)
        {
            return;
        }

        _timer = next;
        World.Agenda.At(next, () =>
        {
            if (_timer != next || !attempt.IsOpen || _machine.HasEnded)
            {
                return;
            }

            _timer = null;
            if (_began + _machine.NextLook <= World.Agenda.Now)
            {
                Wake();
            }
            else
            {
                Arm();
            }
        });
    }
}
