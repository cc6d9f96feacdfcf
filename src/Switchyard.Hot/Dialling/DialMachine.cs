namespace Switchyard.Hot.Dialling;

/// <summary>
/// Decides a lazily validated dial: dial the bound one at once, ask whether it still is the right one only when that takes long or has failed. Pure: it has no clock, no task and no lock; what it decides depends on the
/// order of the events and on nothing else.
/// </summary>
/// <remarks>
/// <para><b>A dial that succeeds first wins</b>, whatever the question would have been answered: a validation only ever saves a caller from waiting for something that is not there any more.</para>
/// <para><b>At most two questions and three dials.</b> One retry, after which the error is handed out; a second question only when the first could not be answered.</para>
/// <para><b>Every connection once.</b> Attempts have numbers. One that succeeds is returned if it counts, and released if it does not: it was cancelled, another was quicker, or everything was decided.</para>
/// </remarks>
/// <param name="hedges">Whether a second connection to the same one may be tried while the first is waited for.</param>
/// <param name="retries">Whether one that fails and still is the right one is tried once more.</param>
internal sealed class DialMachine(bool hedges, bool retries = true)
{
    private readonly HashSet<int> _current = [0];
    private bool _questionFailed;
    private bool _hasRetried = !retries;
    private bool _hasHedged;

    /// <summary>Where it is. It begins with attempt 0 dialled.</summary>
    public DialState State { get; private set; } = DialState.Dialling;

    /// <summary>Attempts so far.</summary>
    public int Dials { get; private set; } = 1;

    /// <summary>Questions so far.</summary>
    public int Questions { get; private set; }

    /// <summary>Whether the outcome of an attempt still decides something.</summary>
    public bool Counts(int attempt) => _current.Contains(attempt);

    /// <summary>Takes an event into account.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="attempt">Which attempt it concerns, for <see cref="DialEvent.Succeeded"/> and <see cref="DialEvent.Failed"/>.</param>
    public DialAction On(DialEvent happened, int attempt = 0) => happened switch
    {
        DialEvent.Succeeded => Succeed(attempt),
        _ when State == DialState.Ended => DialAction.Nothing,
        DialEvent.Failed => Fail(attempt),
        DialEvent.DelayElapsed => State == DialState.Dialling ? Ask(DialState.Asking) : DialAction.Nothing,
        DialEvent.HedgeElapsed => Hedge(),
        DialEvent.Cancelled => End(DialAction.CancelDials | DialAction.EndCancelled),
        DialEvent.TimedOut => End(DialAction.CancelDials | DialAction.EndTimedOut),
        _ => State is DialState.Asking or DialState.Failed ? Answer(happened) : DialAction.Nothing,
    };

    private DialAction Succeed(int attempt)
    {
        if (State == DialState.Ended || !_current.Contains(attempt))
        {
            return DialAction.Release;
        }

        return End(DialAction.CancelDials | DialAction.Return);
    }

    private DialAction Fail(int attempt)
    {
        if (!_current.Remove(attempt) || _current.Count > 0)
        {
            // It does not count any more, or another attempt still does.
            return DialAction.Nothing;
        }

        switch (State)
        {
            case DialState.Dialling:
                return Ask(DialState.Failed);
            case DialState.Asking:
                State = DialState.Failed;
                return DialAction.Nothing;
            case DialState.Waiting:
                return _questionFailed ? Ask(DialState.Failed) : Retry(DialState.Retrying);
            case DialState.Switched:
                return Retry(DialState.Switched);
            default:
                return End(DialAction.EndWithFailure);
        }
    }

    private DialAction Answer(DialEvent answer)
    {
        var hasFailed = State == DialState.Failed;
        switch (answer)
        {
            case DialEvent.Same when hasFailed:
                return Retry(DialState.Retrying);
            case DialEvent.Same:
                (State, _questionFailed) = (DialState.Waiting, false);
                return hedges ? DialAction.ArmHedge : DialAction.Nothing;
            case DialEvent.Other:
                _current.Clear();
                return Dial(DialState.Switched) | DialAction.CancelDials;
            case DialEvent.None:
                return End(DialAction.CancelDials | DialAction.EndWithNone);
            case DialEvent.QuestionFailed when hasFailed:
                return End(DialAction.EndWithFailure);
            default:
                (State, _questionFailed) = (DialState.Waiting, true);
                return DialAction.Nothing;
        }
    }

    private DialAction Hedge()
    {
        if (!hedges || _hasHedged || State != DialState.Waiting || _questionFailed)
        {
            return DialAction.Nothing;
        }

        _hasHedged = true;
        return Dial(DialState.Waiting);
    }

    private DialAction Ask(DialState next)
    {
        State = next;
        Questions++;
        return DialAction.Ask;
    }

    private DialAction Retry(DialState next)
    {
        if (_hasRetried)
        {
            return End(DialAction.EndWithFailure);
        }

        _hasRetried = true;
        return Dial(next);
    }

    private DialAction Dial(DialState next)
    {
        State = next;
        _current.Add(Dials++);
        return DialAction.Dial;
    }

    private DialAction End(DialAction action)
    {
        State = DialState.Ended;
        _current.Clear();
        return action;
    }
}
