using System.Globalization;
using System.Text;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>
/// A node, a log of events, an instance and the machine between them, driven step by step. It holds what must hold after each step: welcome first, nothing after the end, events without gaps, no state but the node's,
/// no answer taken down that was not given.
/// </summary>
internal sealed class SessionWorld
{
    public static readonly Guid Epoch = new("01900000-0000-7000-8000-000000000001");
    public static readonly Guid GatewayId = new("01900000-0000-7000-8000-000000000002");

    private readonly List<EventRow> _log = [];
    private readonly Dictionary<string, int> _providers = [];
    private readonly Queue<SessionCommand> _arriving = new();
    private readonly List<SessionCommand> _done = [];
    private SessionCommand? _question;
    private DeliveryPoint? _point;
    private TimeSpan _now;
    private bool _welcomed;
    private bool _awaitsSnapshot;
    private bool _ended;
    private long _forgotten;
    private int _settings;

    public SessionWorld(int revisions = 0, Func<SessionWorld, SessionStart, SessionStart>? start = null)
    {
        for (var i = 0; i < revisions; i++)
        {
            Change();
        }

        var basis = new SessionStart
        {
            ConnectionId = Guid.Empty,
            GatewayId = GatewayId,
            Labels = Labels.None,
            Hello = new HelloFrame { InstanceId = "i", BootId = "b" },
            Epoch = Epoch,
            Head = Head,
            Age = TimeSpan.FromMinutes(15),
            Settings = new GatewayChannelConfig { Window = 4 },
        };
        Start = start?.Invoke(this, basis) ?? basis;
        Machine = new DeliveryMachine(Start);
        if (Start.Hello.Epoch is not null)
        {
            (State, Seq) = (StateAt(Start.Hello.LastSeq), Start.Hello.LastSeq);
        }
    }

    public SessionStart Start { get; }

    public DeliveryMachine Machine { get; }

    public long Head => _log.Count;

    /// <summary>What the instance serves, and up to which event.</summary>
    public GatewayState? State { get; private set; }

    public long Seq { get; private set; }

    /// <summary>How often what came did not lead to the state that it should.</summary>
    public int WrongHashes { get; private set; }

    public bool HasEnded => _ended;

    /// <summary>Everything the machine said.</summary>
    public IReadOnlyList<SessionCommand> Done => _done;

    public SessionCommand? Question => _question;

    public int Arriving => _arriving.Count;

    /// <summary>Makes a change on the control plane: one event.</summary>
    public void Change(string provider = "p")
    {
        _providers[provider] = _providers.GetValueOrDefault(provider) + 1;
        _log.Add(new EventRow
        {
            Stream = HubStreams.Config,
            Version = _log.Count + 1,
            Id = Guid.CreateVersion7(),
            Type = HubStreams.AiProvidersChanged,
            Action = "update",
            EntityId = provider,
            OriginatedAt = DateTimeOffset.UnixEpoch,
        });
    }

    /// <summary>Makes a change of the gateway's own record.</summary>
    public void ChangeGateway() => _log.Add(new EventRow
    {
        Stream = HubStreams.Config,
        Version = _log.Count + 1,
        Id = Guid.CreateVersion7(),
        Type = HubStreams.GatewaysChanged,
        Action = "update",
        EntityId = GatewayId.ToString("D"),
        OriginatedAt = DateTimeOffset.UnixEpoch,
    });

    /// <summary>A file of the node changes: no event.</summary>
    public void ChangeFile() => _settings++;

    /// <summary>Events up to here are removed.</summary>
    public void Forget(long upTo) => _forgotten = upTo;

    /// <summary>The node follows the newest change.</summary>
    public void Follow()
    {
        _point = new DeliveryPoint(StateAt(Head));
        Step(new SessionInput.PointCame(_point));
    }

    /// <summary>What was asked for is there, if anything was.</summary>
    public void Answer()
    {
        var question = _question;
        _question = null;
        switch (question)
        {
            case SessionCommand.Survey survey:
                Step(new SessionInput.Surveyed(Survey(survey)));
                break;
            case SessionCommand.ReadEvents read:
                Step(new SessionInput.EventsCame(Page(read.After, read.UpTo, read.Most)));
                break;
            case SessionCommand.ReadLabels:
                Step(new SessionInput.LabelsCame(Labels.None));
                break;
            default:
                break;
        }
    }

    public void Fail()
    {
        if (_question is not null)
        {
            _question = null;
            Step(new SessionInput.ReadFailed());
        }
    }

    public void Wait(TimeSpan time)
    {
        _now += time;
        Step(new SessionInput.Ticked());
    }

    public void End(SessionEnd how) => Step(new SessionInput.Ended(how));

    public void Say(Frame frame) => Step(new SessionInput.FrameCame(frame));

    /// <summary>The instance takes the next thing that came and applies it, or says why it can not.</summary>
    public void Apply() => Process(next => Say(new AckFrame(Seq = next.Seq, (State = next.State).Hash)));

    /// <summary>The instance takes the next thing that came and refuses it.</summary>
    public void Refuse() => Process(next => Say(new NackFrame(next.Seq, "no", Seq)));

    /// <summary>Everybody does what he has to, until nothing is left to do.</summary>
    public void Settle()
    {
        Follow();
        for (var i = 0; i < 200 && !_ended && (_question is not null || _arriving.Count > 0 || State is null || Seq < Head || State.Hash != _point!.For(Labels.None).Hash); i++)
        {
            while (_question is not null)
            {
                Answer();
            }

            if (_arriving.Count > 0)
            {
                Apply();
            }
            else
            {
                // A refusal is tried again after a while.
                Wait(TimeSpan.FromSeconds(31));
            }
        }
    }

    /// <summary>Everything that what comes next depends on.</summary>
    public string Fingerprint() =>
        string.Create(CultureInfo.InvariantCulture, $"{Machine} | {_now} {Head} {_settings} {_point?.Revision} {_question} {_welcomed} {_awaitsSnapshot} {_ended} {Seq} {State?.Hash} {string.Join(',', _arriving.Select(Name))}");

    private static string Name(SessionCommand command) => command switch
    {
        SessionCommand.Change change => $"c{change.Events[0].Row.Version}-{change.Events[^1].Row.Version}:{change.Hash}",
        SessionCommand.Bookmark mark => $"b{mark.Seq}:{mark.Hash}",
        SessionCommand.Snapshot whole => $"s{whole.State.Revision}:{whole.State.Hash}",
        _ => command.ToString(),
    };

    public GatewayState StateAt(long revision)
    {
        var versions = new Dictionary<string, int>();
        foreach (var row in _log.Take((int)revision).Where(row => row.Type == HubStreams.AiProvidersChanged))
        {
            versions[row.EntityId] = versions.GetValueOrDefault(row.EntityId) + 1;
        }

        return GatewayState.Of(
            Epoch,
            revision,
            [
                .. versions.Select(pair => Object(StateKinds.Provider, pair.Key, pair.Value, hasEvents: true)),
                Object(StateKinds.Settings, StateKinds.Whole, _settings, hasEvents: false),
            ]);
    }

    private static StateObject Object(string kind, string id, int version, bool hasEvents) =>
        new(kind, id, Encoding.UTF8.GetBytes($"{{\"v\":{version}}}")) { HasEvents = hasEvents };

    private EventPage Page(long after, long upTo, int most) =>
        after < _forgotten ? EventPage.Gone : EventPage.Following(after, [.. _log.Skip((int)after).Take((int)Math.Min(most, upTo - after))]);

    private HistorySurvey Survey(SessionCommand.Survey survey)
    {
        if (survey.After < _forgotten)
        {
            return new HistorySurvey { SnapshotReason = SnapshotReasons.HistoryLost };
        }

        var rows = _log.Skip((int)survey.After).Take((int)(survey.UpTo - survey.After)).ToArray();
        return rows.Any(row => EventScope.IsAbout(row, GatewayId))
            ? new HistorySurvey { SnapshotReason = SnapshotReasons.Labels }
            : new HistorySurvey { Named = rows.SelectMany(EventScope.Names).ToHashSet() };
    }

    private void Step(SessionInput input)
    {
        foreach (var command in Machine.On(input, _now))
        {
            _ended.ShouldBeFalse("nothing comes after the end");
            _done.Add(command);
            Check(command);
        }

        if (!_ended)
        {
            Machine.NextLook.ShouldBeGreaterThan(_now, "a session that waits does not spin");
        }
    }

    private void Check(SessionCommand command)
    {
        switch (command)
        {
            case SessionCommand.Welcome:
                _welcomed.ShouldBeFalse();
                _welcomed = true;
                _awaitsSnapshot = ((SessionCommand.Welcome)command).Mode == "snapshot";
                break;
            case SessionCommand.Survey or SessionCommand.ReadEvents or SessionCommand.ReadLabels:
                _question.ShouldBeNull("one thing is asked for at a time");
                _question = command;
                break;
            case SessionCommand.Change change:
                _welcomed.ShouldBeTrue("welcome is the first frame");
                change.Revision.ShouldBeGreaterThanOrEqualTo(change.Events[^1].Row.Version);
                change.Events.Select(item => item.Row.Version).ShouldBe(Enumerable.Range((int)change.Events[0].Row.Version, change.Events.Count).Select(seq => (long)seq));
                change.Events.Count.ShouldBeLessThanOrEqualTo(Start.Settings.Window);
                _arriving.Enqueue(command);
                break;
            case SessionCommand.Snapshot or SessionCommand.Bookmark:
                _welcomed.ShouldBeTrue("welcome is the first frame");
                _arriving.Enqueue(command);
                break;
            case SessionCommand.Ping or SessionCommand.Pong:
                _welcomed.ShouldBeTrue("welcome is the first frame");
                break;
            case SessionCommand.Record { Answer: { Error: null } answer }:
                answer.Seq.ShouldBe(Seq, "only what is applied is taken down as applied");
                answer.Hash.ShouldBe(State!.Hash);
                break;
            case SessionCommand.End end:
                _ended = true;
                (_welcomed || end.How.GoAway is null).ShouldBeTrue("welcome is the first frame");
                break;
            default:
                break;
        }
    }

    /// <summary>As an edge does it: in order, whole or not at all, and only what has the hash it must have.</summary>
    private void Process(Action<(GatewayState State, long Seq)> answer)
    {
        if (!_arriving.TryDequeue(out var command) || _ended)
        {
            return;
        }

        switch (command)
        {
            case SessionCommand.Snapshot whole:
                _awaitsSnapshot = false;
                answer((whole.State, whole.State.Revision));
                break;
            case SessionCommand.Change change when !_awaitsSnapshot:
                if (change.Events[0].Row.Version > Seq + 1)
                {
                    Resync("gap");
                }
                else if (change.Events[^1].Row.Version <= Seq)
                {
                    Say(new AckFrame(Seq, State!.Hash));
                }
                else
                {
                    Lead(change.Events.SelectMany(item => item.Set), change.Events.SelectMany(item => item.Removed), change.Events[^1].Row.Version, change.Hash, answer);
                }

                break;
            case SessionCommand.Bookmark mark when !_awaitsSnapshot:
                if (mark.Seq > Seq)
                {
                    Resync("gap");
                }
                else if (mark.Seq == Seq)
                {
                    Lead(mark.Objects.Set, mark.Objects.Removed, mark.Seq, mark.Hash, answer);
                }

                break;
            default:
                break;
        }
    }

    private void Lead(IEnumerable<StateObject> set, IEnumerable<StateObject> removed, long seq, string hash, Action<(GatewayState State, long Seq)> answer)
    {
        var next = State!.With(Epoch, seq, new StateChange([.. set], [.. removed]));
        if (next.Hash == hash)
        {
            answer((next, seq));
        }
        else
        {
            WrongHashes++;
            Resync("hash");
        }
    }

    private void Resync(string reason)
    {
        _awaitsSnapshot = true;
        Say(new ResyncFrame(reason));
    }
}
