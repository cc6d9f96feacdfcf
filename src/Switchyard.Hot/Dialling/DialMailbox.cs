namespace Switchyard.Hot.Dialling;

/// <summary>Events of one dial, from any thread to its one reader: a success first, then a cancellation, then in the order in which they came.</summary>
internal sealed class DialMailbox<TId, TConnection>
    where TId : notnull
    where TConnection : notnull
{
    private readonly Lock _gate = new();
    private readonly List<DialMail<TId, TConnection>> _mails = [];
    private TaskCompletionSource? _reader;
    private bool _closed;

    /// <summary>Adds an event; false when nobody reads any more, and what belongs to it still belongs to the caller.</summary>
    public bool Post(DialMail<TId, TConnection> mail)
    {
        Interleaving.Point();
        TaskCompletionSource? reader;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _mails.Add(mail);
            reader = _reader;
            _reader = null;
        }

        reader?.SetResult();
        return true;
    }

    /// <summary>The next event; waits for one.</summary>
    public async ValueTask<DialMail<TId, TConnection>> TakeAsync()
    {
        while (true)
        {
            TaskCompletionSource reader;
            Interleaving.Point();
            lock (_gate)
            {
                if (_mails.Count > 0)
                {
                    var next = _mails.MinBy(static mail => mail.Event switch { DialEvent.Succeeded => 0, DialEvent.Cancelled => 1, _ => 2 })!;
                    _mails.Remove(next);
                    return next;
                }

                reader = _reader = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await reader.Task;
        }
    }

    /// <summary>Refuses further events and hands out the connections of those that were not read.</summary>
    public IReadOnlyList<TConnection> Close()
    {
        lock (_gate)
        {
            _closed = true;
            return [.. _mails.Where(static mail => mail.Event == DialEvent.Succeeded).Select(static mail => mail.Connection!)];
        }
    }
}
