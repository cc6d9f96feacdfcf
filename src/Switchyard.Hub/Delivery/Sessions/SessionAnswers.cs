using System.Text;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Counts what a session does, and takes down what its instance answers.</summary>
internal sealed class SessionAnswers(SessionParts parts, SessionIdentity identity, SessionStart start)
{
    private readonly DateTimeOffset _beganAt = parts.Time.GetUtcNow();
    private readonly long _began = parts.Time.GetTimestamp();
    private volatile SessionCounters _counters = new();
    private long _ackedSeq = start.Hello.LastSeq;
    private long _waitingSince = -1;

    /// <summary>What it has done so far.</summary>
    public SessionCounters Counters => _counters;

    /// <summary>The last event that was acknowledged, and for how long the instance has owed an answer.</summary>
    public (long AckedSeq, TimeSpan Waiting) Progress
    {
        get
        {
            var since = Volatile.Read(ref _waitingSince);
            return (Volatile.Read(ref _ackedSeq), since < 0 ? TimeSpan.Zero : parts.Time.GetElapsedTime(_began) - TimeSpan.FromTicks(since));
        }
    }

    public void At(long ackedSeq, TimeSpan? waitingSince)
    {
        Volatile.Write(ref _ackedSeq, ackedSeq);
        Volatile.Write(ref _waitingSince, waitingSince?.Ticks ?? -1);
    }

    public void Sent(SessionCommand.Change change) => _counters = _counters with
    {
        Sent = _counters.Sent + change.Events.Count,
        Replayed = _counters.Replayed + change.Events.Count(item => item.Row.Version <= start.Head),
    };

    public void Sent(SessionCommand.Snapshot snapshot)
    {
        _counters = _counters with { Sent = _counters.Sent + 1 };
        parts.Instruments.SnapshotSent(snapshot.Reason);
    }

    public void Take(SessionCommand command)
    {
        switch (command)
        {
            case SessionCommand.Record record:
                Take(record.Answer);
                break;
            case SessionCommand.Report report:
                parts.Answers.Report(Row() with { ReportJson = Encoding.UTF8.GetString(report.Facts.Span) });
                break;
            case SessionCommand.Lagging lagging:
                parts.Instruments.Answered("lagging");
                parts.Answers.Lagging(identity.GatewayId, identity.InstanceId, lagging.Seq);
                break;
            case SessionCommand.Count count:
                parts.Instruments.Answered(count.Outcome);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "Unknown command.");
        }
    }

    private void Take(SessionAnswer answer)
    {
        var now = parts.Time.GetUtcNow();
        var delivery = new GatewayDeliveryRow
        {
            GatewayId = identity.GatewayId,
            InstanceId = identity.InstanceId,
            Seq = answer.Seq,
            ConnectionId = identity.ConnectionId,
            State = answer.Error is null ? "acked" : "rejected",
            SentAt = _beganAt + answer.SentAt,
            AnsweredAt = now,
            Error = answer.Error,
        };
        if (answer.Error is null)
        {
            _counters = _counters with { Acked = _counters.Acked + answer.Events };
            parts.Instruments.Answered("acked");
            parts.Answers.Acked(Row() with { AckedSeq = answer.Seq, AckedHash = answer.Hash, AckedAt = now, Revision = answer.Revision }, delivery);
        }
        else
        {
            _counters = _counters with { Rejected = _counters.Rejected + 1, LastError = answer.Error };
            parts.Instruments.Answered("rejected");
            parts.Answers.Rejected(Row() with { RejectedSeq = answer.Seq, Reason = answer.Error }, delivery);
        }
    }

    private GatewayInstanceRow Row()
    {
        var now = parts.Time.GetUtcNow();
        return new GatewayInstanceRow
        {
            GatewayId = identity.GatewayId, InstanceId = identity.InstanceId, BootId = identity.BootId, Epoch = start.Epoch, FirstSeenAt = now, LastSeenAt = now,
        };
    }
}
