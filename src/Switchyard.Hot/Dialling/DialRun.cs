namespace Switchyard.Hot.Dialling;

/// <summary>One dial: feeds a <see cref="DialMachine"/> with what happens and does what it says.</summary>
/// <param name="bound">The one that was right last time.</param>
/// <param name="options">Times.</param>
/// <param name="dial">Opens a connection.</param>
/// <param name="ask">Tells which one is the right one.</param>
/// <param name="release">Ends a connection that nobody gets.</param>
/// <param name="time">Clock.</param>
internal sealed class DialRun<TId, TConnection>(
    TId bound,
    DialOptions options,
    Func<TId, CancellationToken, Task<TConnection>> dial,
    Func<TId, CancellationToken, Task<DialAnswer<TId>>> ask,
    Func<TConnection, ValueTask> release,
    TimeProvider time) : IDisposable
    where TId : notnull
    where TConnection : notnull
{
    private readonly DialMachine _machine = new(options.Hedge is not null, options.Retries);
    private readonly DialMailbox<TId, TConnection> _mailbox = new();
    private readonly List<CancellationTokenSource> _attempts = [];
    private readonly CancellationTokenSource _asking = new();
    private readonly List<ITimer> _timers = [];
    private readonly TId _bound = bound;
    private TId _id = bound;
    private Exception? _dialError;
    private Exception? _questionError;

    public async Task<DialResult<TId, TConnection>> RunAsync(CancellationToken cancellationToken)
    {
        await using var given = cancellationToken.UnsafeRegister(static mailbox => ((DialMailbox<TId, TConnection>)mailbox!).Post(new(DialEvent.Cancelled)), _mailbox);
        Begin();
        Arm(options.Delay, DialEvent.DelayElapsed);
        Arm(options.Timeout, DialEvent.TimedOut);
        while (true)
        {
            var next = await _mailbox.TakeAsync();
            var before = _machine.State;
            var action = Take(next);
            if (action.HasFlag(DialAction.Release))
            {
                _ = ReleaseAsync(next.Connection!);
            }

            if (action.HasFlag(DialAction.CancelDials))
            {
                Cancel(except: action.HasFlag(DialAction.Return) ? next.Attempt : -1);
            }

            if (action.HasFlag(DialAction.Return))
            {
                return new DialResult<TId, TConnection>(_id, next.Connection!, Outcome(before), _machine.Questions);
            }

            if (action.HasFlag(DialAction.Ask))
            {
                _ = AskAsync();
            }

            if (action.HasFlag(DialAction.Dial))
            {
                _id = next.Event == DialEvent.Other ? next.Id! : _id;
                Begin();
            }

            if (action.HasFlag(DialAction.ArmHedge))
            {
                Arm(options.Hedge!.Value, DialEvent.HedgeElapsed);
            }

            End(action, cancellationToken);
        }
    }

    /// <summary>Whatever comes from now on is nobody's: connections are released as they open.</summary>
    public void Dispose()
    {
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        foreach (var late in _mailbox.Close())
        {
            _ = ReleaseAsync(late);
        }

        _asking.Cancel();
        _asking.Dispose();
    }

    private static DialOutcome Outcome(DialState before) => before switch
    {
        DialState.Dialling => DialOutcome.Fast,
        DialState.Retrying => DialOutcome.Retried,
        DialState.Switched => DialOutcome.Switched,
        _ => DialOutcome.Slow,
    };

    private DialAction Take(DialMail<TId, TConnection> mail)
    {
        switch (mail.Event)
        {
            case DialEvent.Failed when _machine.Counts(mail.Attempt):
                _dialError = mail.Error;
                break;
            case DialEvent.QuestionFailed:
                _questionError = mail.Error;
                break;
            case DialEvent.Same or DialEvent.Other or DialEvent.None:
                _questionError = null;
                break;
        }

        return _machine.On(mail.Event, mail.Attempt);
    }

    private void End(DialAction action, CancellationToken cancellationToken)
    {
        if (action.HasFlag(DialAction.EndCancelled))
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (action.HasFlag(DialAction.EndWithNone))
        {
            throw new DialException(DialFailure.None, "There is none to dial.", _dialError, null);
        }

        if (action.HasFlag(DialAction.EndTimedOut))
        {
            throw new DialException(DialFailure.TimedOut, $"No connection within {options.Timeout.TotalSeconds:0.###} s.", _dialError, _questionError);
        }

        if (action.HasFlag(DialAction.EndWithFailure))
        {
            throw new DialException(DialFailure.Failed, Explain(), _dialError, _questionError);
        }
    }

    private string Explain() => _questionError is null
        ? $"The dial failed: {_dialError?.Message}"
        : $"The dial failed: {_dialError?.Message} Whether it still was the right one could not be asked: {_questionError.Message}";

    private void Begin()
    {
        var scope = new CancellationTokenSource();
        var attempt = _attempts.Count;
        _attempts.Add(scope);
        _ = AttemptAsync(_id, attempt, scope.Token);
    }

    private async Task AttemptAsync(TId id, int attempt, CancellationToken cancellationToken)
    {
        TConnection connection;
        try
        {
            connection = await dial(id, cancellationToken);
        }
        catch (Exception failure)
        {
            // An attempt that was cancelled fails as well; nobody listens to it then.
            _mailbox.Post(new(DialEvent.Failed) { Attempt = attempt, Error = failure });
            return;
        }

        if (!_mailbox.Post(new(DialEvent.Succeeded) { Attempt = attempt, Connection = connection }))
        {
            await ReleaseAsync(connection);
        }
    }

    private async Task AskAsync()
    {
        try
        {
            var answer = await ask(_bound, _asking.Token).WaitAsync(options.Validate, time, _asking.Token);
            _mailbox.Post(answer.Kind switch
            {
                DialAnswerKind.Same => new(DialEvent.Same),
                DialAnswerKind.None => new(DialEvent.None),
                _ => new(DialEvent.Other) { Id = answer.Id },
            });
        }
        catch (Exception failure)
        {
            // Whatever it is, the dial does not depend on it.
            _mailbox.Post(new(DialEvent.QuestionFailed) { Error = failure });
        }
    }

    private async Task ReleaseAsync(TConnection connection)
    {
        try
        {
            await release(connection);
        }
        catch (Exception)
        {
            // Nobody waits for it, and there is nothing else that could be done.
        }
    }

    private void Cancel(int except)
    {
        foreach (var (attempt, scope) in _attempts.Index())
        {
            if (attempt != except)
            {
                scope.Cancel();
            }
        }
    }

    private void Arm(TimeSpan due, DialEvent happened) => _timers.Add(time.CreateTimer(
        static state =>
        {
            var (mailbox, happened) = ((DialMailbox<TId, TConnection>, DialEvent))state!;
            mailbox.Post(new(happened));
        },
        (_mailbox, happened),
        due,
        Timeout.InfiniteTimeSpan));
}
