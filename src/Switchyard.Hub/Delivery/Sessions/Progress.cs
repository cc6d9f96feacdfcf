using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>How far an instance has come: what it acknowledged, what is in flight, what it refused. It tells true answers from late, doubled and impossible ones.</summary>
/// <param name="from">The last event that the instance came with.</param>
internal sealed class Progress(long from)
{
    private readonly Flight _flight = new();
    private long _highest = from;

    /// <summary>Everything up to here is applied and serving.</summary>
    public long AckedSeq { get; private set; } = from;

    /// <summary>The state that the instance has there, or null when this node has not seen it.</summary>
    public GatewayState? AckedState { get; private set; }

    /// <summary>Whether the instance has something at <see cref="AckedSeq"/> from which a history leads on.</summary>
    public bool HasBase { get; private set; }

    /// <summary>What it could not apply, until it got over it.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether it has been told to be lagging.</summary>
    public bool IsLagging { get; set; }

    /// <summary>What is in flight.</summary>
    public Flight Flight => _flight;

    /// <summary>It goes on from what it came with; <paramref name="state"/> is that, when it is known.</summary>
    public void Resume(GatewayState? state) => (HasBase, AckedState) = (true, state);

    /// <summary>It begins anew.</summary>
    public void Begin() => (HasBase, AckedState, AckedSeq, _highest) = (false, null, 0, 0);

    /// <summary>Something was sent.</summary>
    public void Send(Sent sent)
    {
        _highest = Math.Max(_highest, sent.UpTo);
        _flight.Add(sent);
    }

    /// <summary>Whether the number was ever sent.</summary>
    public bool WasSent(long seq) => seq <= _highest;

    /// <summary>Whether <paramref name="hash"/> is of a state that was refused and must not be tried again yet.</summary>
    public bool Holds(string hash, TimeSpan now) => Refusal is not null && Refusal.Hash == hash && now < Refusal.NotBefore;

    /// <summary>Takes an acknowledgement of something that was sent.</summary>
    public Acknowledgement Take(AckFrame ack, TimeSpan now)
    {
        var taken = _flight.Take(ack.Seq, ack.StateHash);
        if (taken.Count == 0)
        {
            // Older than what is known, doubled, or in the middle of a change, which is applied whole or not at all.
            var isWrong = ack.Seq == AckedSeq && ack.StateHash is not null && AckedState is not null && AckedState.Hash != ack.StateHash && !_flight.HasSnapshot;
            return isWrong ? Acknowledgement.Diverged : Acknowledgement.Late;
        }

        var last = taken[^1];
        IsLagging = false;
        if (last.IsStale && (last.UpTo != ack.Seq || last.State.Hash != ack.StateHash))
        {
            return Acknowledgement.Late;
        }

        if (last.UpTo == ack.Seq && ack.StateHash is not null && ack.StateHash != last.State.Hash)
        {
            if (_flight.HasSnapshot)
            {
                return Acknowledgement.Late;
            }

            if (last.Kind == SentKind.Snapshot)
            {
                // It would come out wrong again.
                Refusal = Refusal.Of(Refusal, last.UpTo, last.State.Hash, now);
            }

            return Acknowledgement.Diverged;
        }

        (AckedSeq, AckedState, HasBase) = (last.UpTo, last.State, true);
        Refusal = Refusal is not null && last.UpTo >= Refusal.Seq ? null : Refusal;
        return new Acknowledgement(AckOutcome.Applied, last, taken.Sum(sent => sent.IsStale ? 0 : sent.Events));
    }

    /// <summary>Takes a refusal of something that was sent: what was refused, or null for one that comes late.</summary>
    public Sent? Take(NackFrame nack, TimeSpan now)
    {
        if (_flight.Refuse(nack.Seq) is not { } refused)
        {
            return null;
        }

        IsLagging = false;
        Refusal = Refusal.Of(Refusal, refused.UpTo, refused.State.Hash, now);
        return refused;
    }

    /// <summary>What is in flight does not count any more. A snapshot among it was asked for once more, so it could not be applied.</summary>
    public void Supersede(TimeSpan now)
    {
        if (_flight.Snapshot is { } failed)
        {
            Refusal = Refusal.Of(Refusal, failed.UpTo, failed.State.Hash, now);
        }

        _flight.Supersede();
    }

    /// <inheritdoc />
    public override string ToString() => $"{AckedSeq} {AckedState?.Hash} {HasBase} {_highest} {IsLagging} {Refusal} [{_flight}]";
}
