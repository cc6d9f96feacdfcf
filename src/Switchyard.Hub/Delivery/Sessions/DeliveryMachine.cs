using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>
/// Everything a session decides: what is sent, when, and what an answer means. Pure: what happens comes in, what is to be done goes out; it has no clock, no socket and no database, so tests
/// run it through every order of things.
/// </summary>
/// <remarks>
/// <para><b>One thing at a time.</b> It asks for at most one thing to be read, and goes on when the answer comes. Meanwhile frames and points are taken in.</para>
/// <para><b>The whole difference.</b> Each change leads from the <see cref="Ground"/>, what the instance has when it has applied all that is in flight, to what the node runs now.</para>
/// <para><b>Never backwards.</b> Nothing is sent while the node runs an older revision than the instance has.</para>
/// </remarks>
internal sealed class DeliveryMachine(SessionStart start)
{
    private readonly GatewayChannelConfig _settings = start.Settings;
    private readonly Progress _progress = new(start.Hello.LastSeq);
    private readonly Ground _ground = new(start.Hello.LastSeq);
    private readonly List<SessionCommand> _todo = [];
    private DeliveryPoint? _point;
    private Labels _labels = start.Labels;
    private bool _labelsAreNew;
    private DeliveryPoint? _labelsAskedAt;
    private Asking _asking;
    private long _askedAfter;
    private bool _mustWait;
    private EventPage? _page;
    private string? _snapshot;
    private bool _welcomed;
    private TimeSpan _now;
    private TimeSpan _told;
    private TimeSpan _pinged;

    /// <summary>Whether it has ended. Nothing is done afterwards.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The last event that was acknowledged, or that the instance came with.</summary>
    public long AckedSeq => _progress.AckedSeq;

    /// <summary>Since when the instance has owed an answer, since the session began; null when it owes none.</summary>
    public TimeSpan? WaitingSince => _progress.Flight.Oldest?.At;

    /// <summary>When to look again although nothing happens, since the session began; always after the last look.</summary>
    public TimeSpan NextLook
    {
        get
        {
            var oldest = _progress.Flight.Oldest;
            ReadOnlySpan<TimeSpan> due =
            [
                start.Age,
                _welcomed ? _pinged + _settings.Ping : _settings.WelcomeTimeout,
                oldest is null ? _told + _settings.Bookmark : oldest.At + (_progress.IsLagging ? _settings.ResumeAfter : _settings.Lagging),
                _progress.Refusal?.NotBefore ?? start.Age,
            ];
            var next = TimeSpan.MaxValue;
            foreach (var at in due)
            {
                next = at > _now && at < next ? at : next;
            }

            return next == TimeSpan.MaxValue ? _now + _settings.Ping : next;
        }
    }

    /// <summary>Takes one thing in, which happened at <paramref name="now"/> after the session's begin, and says what is to be done.</summary>
    public IReadOnlyList<SessionCommand> On(SessionInput input, TimeSpan now)
    {
        if (HasEnded)
        {
            return [];
        }

        _todo.Clear();
        _now = now;
        Take(input);
        if (!HasEnded)
        {
            Look();
        }

        return [.. _todo];
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{_point?.Revision} {_labels} {_labelsAreNew} {_labelsAskedAt?.Revision} {_asking} {_askedAfter} {_mustWait} {_page?.Rows.Count} {_snapshot} {_welcomed} {HasEnded} {_told} {_pinged} | {_ground} | {_progress}";

    private void Take(SessionInput input)
    {
        switch (input)
        {
            case SessionInput.PointCame came:
                Take(came.Point);
                break;
            case SessionInput.Surveyed came when Answers(Asking.Survey):
                Take(came.Survey);
                break;
            case SessionInput.EventsCame came when Answers(Asking.Events):
                Take(came.Page);
                break;
            case SessionInput.LabelsCame came when Answers(Asking.Labels):
                // When the node has moved on meanwhile, they may be those of before.
                (_labels, _labelsAreNew) = (came.Labels ?? _labels, ReferenceEquals(_labelsAskedAt, _point));
                break;
            case SessionInput.ReadFailed:
                _asking = Asking.Nothing;
                break;
            case SessionInput.FrameCame came when _welcomed:
                Take(came.Frame);
                break;
            case SessionInput.Ended came:
                End(came.End);
                break;
            default:
                // Time alone; or a frame before welcome, which can answer nothing.
                break;
        }
    }

    private bool Answers(Asking what)
    {
        var isIt = _asking == what;
        _asking = isIt ? Asking.Nothing : _asking;
        return isIt;
    }

    private void Take(DeliveryPoint point)
    {
        // Within an epoch a node never goes back.
        if (_point is not null && point.Epoch == _point.Epoch && point.Revision < _point.Revision)
        {
            return;
        }

        (_point, _labelsAreNew, _mustWait) = (point, false, false);
        if (_welcomed && point.Epoch != start.Epoch)
        {
            End(SessionEnd.Moved());
        }
    }

    private void Take(HistorySurvey survey)
    {
        // It may have refused something meanwhile, and stand where it stood with other ground under it.
        if (_askedAfter != _ground.Cursor || !_ground.IsAsked || _snapshot is not null)
        {
            return;
        }

        _mustWait = survey.IsForeign;
        if (survey.IsForeign)
        {
            return;
        }

        var change = _ground.Take(survey, _labels);
        _snapshot = survey.SnapshotReason ?? (ChangeSize.IsTooMuch(change) ? SnapshotReasons.TooFar : null);
    }

    private void Take(EventPage page)
    {
        // Meanwhile the instance may have refused something or asked for a snapshot.
        if (_askedAfter != _ground.Cursor || _snapshot is not null)
        {
            return;
        }

        _mustWait = page.IsForeign;
        if (page.IsGone)
        {
            _snapshot = SnapshotReasons.HistoryLost;
        }
        else if (page.Rows.Count > 0)
        {
            _page = page;
        }
    }

    private void Take(Frame frame)
    {
        switch (frame)
        {
            case AckFrame ack when _progress.WasSent(ack.Seq):
                Take(ack);
                break;
            case NackFrame nack when _progress.WasSent(Math.Max(nack.Seq, nack.Keeping)):
                Take(nack);
                break;
            case AckFrame or NackFrame or HelloFrame:
                End(SessionEnd.Protocol(frame is HelloFrame ? "hello: was said already" : "seq: was never sent"));
                break;
            case ResyncFrame:
                Again(SnapshotReasons.Asked);
                break;
            case ReportFrame report:
                Do(new SessionCommand.Report(report.Facts));
                break;
            case PingFrame:
                Do(new SessionCommand.Pong());
                break;
            case PongFrame:
                break;
            default:
                Do(new SessionCommand.Count("unknown"));
                break;
        }
    }

    private void Take(AckFrame ack)
    {
        var taken = _progress.Take(ack, _now);
        _mustWait = false;
        switch (taken.Outcome)
        {
            case AckOutcome.Applied:
                var last = taken.Last!;
                if (last.IsStale && _progress.Flight.Oldest is null && _snapshot is null)
                {
                    // It got over what it had refused by what was sent after that.
                    _ground.Set(last.UpTo, last.State);
                    _page = null;
                }

                Do(new SessionCommand.Record(new SessionAnswer(last.UpTo, last.State.Revision, ack.StateHash, last.At) { Events = taken.Events }));
                break;
            case AckOutcome.Diverged:
                Do(new SessionCommand.Count("diverged"));
                Again(SnapshotReasons.Hash);
                break;
            default:
                Do(new SessionCommand.Count("late"));
                break;
        }
    }

    private void Take(NackFrame nack)
    {
        if (_progress.Take(nack, _now) is not { } refused)
        {
            Do(new SessionCommand.Count("late"));
            return;
        }

        (_mustWait, _page) = (false, null);
        Do(new SessionCommand.Record(new SessionAnswer(refused.UpTo, refused.State.Revision, null, refused.At) { Error = nack.Error, Keeping = nack.Keeping }));
        if (refused.Kind != SentKind.Snapshot && nack.Keeping == _progress.AckedSeq && _progress.HasBase)
        {
            // What it keeps is known, or can be found out as after a resume.
            _ground.Set(nack.Keeping, _progress.AckedState);
        }
        else
        {
            _snapshot = SnapshotReasons.Refused;
        }
    }

    private void Again(string reason)
    {
        _progress.Supersede(_now);
        (_snapshot, _page) = (reason, null);
    }

    /// <summary>Does what is due and what can be done now.</summary>
    private void Look()
    {
        LookAtTime();
        if (HasEnded || _point is null || _point.Epoch != start.Epoch || _asking != Asking.Nothing || (!_welcomed && !TryWelcome()))
        {
            return;
        }

        var part = _point.For(_labels);
        if (_point.Revision < Floor || _progress.Holds(part.Hash, _now))
        {
            return;
        }

        if (_snapshot is not null)
        {
            SendSnapshot();
        }
        else if (_page is not null)
        {
            SendChange();
        }
        else if (!_ground.LeadsTo(_point))
        {
            AskForSurvey();
        }
        else if (_ground.Cursor < _point.Revision)
        {
            AskForEvents();
        }
        else
        {
            SendBookmark(part);
        }
    }

    /// <summary>The revision before which the instance must not be led back.</summary>
    private long Floor => start.Hello.Epoch == start.Epoch && start.Hello.LastSeq <= start.Head ? start.Hello.LastSeq : 0;

    private void LookAtTime()
    {
        var oldest = _progress.Flight.Oldest;
        if (_now >= start.Age)
        {
            End(SessionEnd.OldAge(TimeSpan.Zero));
        }
        else if (!_welcomed && _now >= _settings.WelcomeTimeout)
        {
            End(SessionEnd.Behind());
        }
        else if (oldest is not null && _now - oldest.At >= _settings.ResumeAfter)
        {
            End(SessionEnd.Unanswered());
        }
        else if (oldest is not null && !_progress.IsLagging && _now - oldest.At >= _settings.Lagging)
        {
            _progress.IsLagging = true;
            Do(new SessionCommand.Lagging(oldest.UpTo));
        }

        if (!HasEnded && _welcomed && _now - _pinged >= _settings.Ping)
        {
            _pinged = _now;
            Do(new SessionCommand.Ping());
        }
    }

    /// <summary>Decides how it begins. False while that can not be told yet.</summary>
    private bool TryWelcome()
    {
        var part = _point!.For(_labels);
        var hasAll = Opening.Has(start, part);
        _snapshot ??= Opening.SnapshotReason(start) ?? (Opening.IsWrongAt(start, _point.Revision, part) ? SnapshotReasons.Hash : null);
        if (_snapshot is null && !hasAll && _ground.Cursor < _point.Revision && !_ground.IsSurveyed)
        {
            AskForSurvey();
            return false;
        }

        if (_snapshot is null)
        {
            if (hasAll)
            {
                _ground.Set(_ground.Cursor, part);
            }

            _progress.Resume(hasAll ? part : null);
        }
        else
        {
            _ground.Set(0, null);
            _progress.Begin();
        }

        (_welcomed, _told, _pinged) = (true, _now, _now);
        Do(new SessionCommand.Welcome(_snapshot is null ? "resume" : "snapshot", _snapshot, Math.Max(_point.Revision, _ground.Cursor), start.Epoch));
        if (_snapshot is null && Opening.IsAhead(start))
        {
            // The last word of its former connection was lost: what it comes with, it serves.
            Do(new SessionCommand.Record(new SessionAnswer(_ground.Cursor, _ground.Cursor, start.Hello.StateHash, _now)));
        }

        return true;
    }

    private void AskForSurvey()
    {
        if (Ask(Asking.Survey, new SessionCommand.Survey(start.Epoch, _ground.Cursor, _point!.Revision)))
        {
            _ground.Ask(_point);
        }
    }

    private void AskForEvents()
    {
        var flight = _progress.Flight;
        var room = _settings.Window - flight.Events;
        if (room > 0 && flight.Bytes < Flight.MostBytes)
        {
            Ask(Asking.Events, new SessionCommand.ReadEvents(start.Epoch, _ground.Cursor, _ground.Reach(_point!).Revision, room));
        }
    }

    private void AskForLabels()
    {
        if (Ask(Asking.Labels, new SessionCommand.ReadLabels()))
        {
            _labelsAskedAt = _point;
        }
    }

    private bool Ask(Asking what, SessionCommand command)
    {
        if (_mustWait)
        {
            return false;
        }

        (_asking, _askedAfter) = (what, _ground.Cursor);
        Do(command);
        return true;
    }

    private void SendSnapshot()
    {
        if (!_labelsAreNew)
        {
            // Events are skipped, one about its labels perhaps among them.
            AskForLabels();
            return;
        }

        var part = _point!.For(_labels);
        _progress.Flight.Supersede();
        Do(new SessionCommand.Snapshot(part, _snapshot!));
        (_snapshot, _page) = (null, null);
        Sent(SentKind.Snapshot, _point.Revision, part, 0, 0);
    }

    private void SendChange()
    {
        var rows = _page!.Rows;
        // An event about its labels may also be beyond these, and what they carry is already of after it.
        if (!_labelsAreNew && (rows[^1].Version < _point!.Revision || rows.Any(row => EventScope.IsAbout(row, start.GatewayId))))
        {
            AskForLabels();
            return;
        }

        var part = _ground.Reach(_point!).For(_labels);
        var change = _ground.Difference(_point!, part);
        if (ChangeSize.IsTooMuch(change))
        {
            _snapshot = SnapshotReasons.TooFar;
            SendSnapshot();
            return;
        }

        _page = null;
        if (_progress.Flight.Bytes > 0 && _progress.Flight.Bytes + ChangeSize.BytesOf(change) > Flight.MostBytes)
        {
            // Until something is answered; then the events are read again.
            _mustWait = true;
            return;
        }

        Do(new SessionCommand.Change(PlacedEvent.Place(rows, change), part.Revision, part.Hash));
        Sent(SentKind.Change, rows[^1].Version, part, rows.Count, ChangeSize.BytesOf(change));
        Look();
    }

    private void SendBookmark(GatewayState part)
    {
        var change = _ground.Difference(_point!, part);
        if (ChangeSize.IsTooMuch(change))
        {
            _snapshot = SnapshotReasons.TooFar;
            SendSnapshot();
            return;
        }

        var flight = _progress.Flight;
        var isDue = flight.Oldest is null && _now - _told >= _settings.Bookmark;
        if ((change.Count > 0 && flight.Events < _settings.Window) || isDue)
        {
            Do(new SessionCommand.Bookmark(_ground.Cursor, part.Revision, change, part.Hash));
            Sent(SentKind.Bookmark, _ground.Cursor, part, 1, ChangeSize.BytesOf(change));
        }
        else if (change.Count == 0)
        {
            _ground.Set(_ground.Cursor, part);
        }
    }

    private void Sent(SentKind kind, long upTo, GatewayState part, int events, long bytes)
    {
        _ground.Set(upTo, part);
        _told = _now;
        _progress.Send(new Sent(kind, upTo, part, events, bytes, _now));
    }

    private void End(SessionEnd how)
    {
        HasEnded = true;
        // Nothing comes before welcome.
        Do(new SessionCommand.End(_welcomed ? how : how with { GoAway = null }));
    }

    private void Do(SessionCommand command) => _todo.Add(command);
}
