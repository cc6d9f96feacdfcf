using Switchyard.Bundles.Calls;

namespace Switchyard.Bundles.Tasks;

/// <summary>The tasks of this node, within bounds. They are in its memory alone; what their ids say is enough for the other nodes. Thread-safe.</summary>
internal sealed class TaskTable(TaskTickets tickets, TaskTerms terms, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HeldTask> _tasks = new(StringComparer.Ordinal);

    // Those with a result, the oldest first.
    private readonly LinkedList<(HeldTask Task, int Bytes)> _results = [];
    private long _bytes;

    /// <summary>Bytes of the results that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Those there are, in no order.</summary>
    public IReadOnlyList<HeldTask> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _tasks.Values];
            }
        }
    }

    /// <summary>How many there are in each state, by its name.</summary>
    public IReadOnlyDictionary<string, int> Count()
    {
        var counts = Enum.GetValues<TaskState>().ToDictionary(TaskStates.NameOf, static _ => 0, StringComparer.Ordinal);
        foreach (var task in All)
        {
            counts[TaskStates.NameOf(task.Standing.State)]++;
        }

        return counts;
    }

    /// <summary>Makes room for a task that is about to be made; null when there is none.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="ttl">How long its client wants it to live, or null.</param>
    public HeldTask? Add(TaskOwner owner, TimeSpan? ttl)
    {
        lock (_gate)
        {
            if (_tasks.Count >= terms.PerNode
                || _tasks.Values.Count(task => task.Owner.Workspace == owner.Workspace) >= terms.PerWorkspace
                || _tasks.Values.Count(task => task.Owner.AccessKeyId == owner.AccessKeyId) >= terms.PerKey)
            {
                return null;
            }

            var (id, ticket) = tickets.Create(owner, terms.Bound(ttl));
            return _tasks[id] = new HeldTask(id, ticket, owner, time);
        }
    }

    /// <summary>The task of an id, or null. Whoever asks has made sure that it is his.</summary>
    public HeldTask? Find(string id)
    {
        lock (_gate)
        {
            return _tasks.TryGetValue(id, out var task) && IsThere(task) ? task : null;
        }
    }

    /// <summary>The tasks of an owner, in no order.</summary>
    public IReadOnlyList<HeldTask> Of(TaskOwner owner)
    {
        lock (_gate)
        {
            return [.. _tasks.Values.Where(task => task.Owner == owner && IsThere(task))];
        }
    }

    /// <summary>Ends a task with what came of it. Results that are older make room.</summary>
    public void Answer(HeldTask task, TaskState state, string? message, CallOutcome outcome)
    {
        KeptOutcome kept;
        try
        {
            kept = KeptOutcome.Of(outcome);
        }
        catch (Exception unwritable) when (unwritable is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            task.TryMove(new TaskEvent.Broken(TaskFaults.TooLarge, "The result of the task is no text that can be kept: it is nested too deep, or broken."));
            return;
        }

        if (kept.Length > terms.ResultBytes)
        {
            task.TryMove(new TaskEvent.Broken(TaskFaults.TooLarge, $"The result of the task has {kept.Length} bytes; {terms.ResultBytes} are kept at the most."));
            return;
        }

        lock (_gate)
        {
            if (!task.TryMove(new TaskEvent.Answered(state, message, kept)) || !_tasks.ContainsKey(task.Id))
            {
                return;
            }

            _results.AddLast((task, kept.Length));
            _bytes += kept.Length;
            MakeRoom(task.Owner.AccessKeyId);
        }
    }

    /// <summary>Forgets a task.</summary>
    public void Remove(HeldTask task)
    {
        lock (_gate)
        {
            Forget(task);
        }
    }

    /// <summary>Forgets those that are gone.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var task in _tasks.Values.Where(IsGone).ToList())
            {
                Forget(task);
            }
        }
    }

    /// <summary>Whether one with this life has been over for so long that nobody hears of it any more, by this node's wall clock: a guess, for a task of which nobody knows more.</summary>
    public bool IsGone(TaskTicket ticket) => time.GetUtcNow() - ticket.CreatedAt >= ticket.Ttl + terms.Grace;

    private bool IsGone(HeldTask task) => task.Age >= task.Ttl + terms.Grace;

    private bool IsThere(HeldTask task) => task.IsMade && !IsGone(task);

    private void Forget(HeldTask task)
    {
        if (_tasks.Remove(task.Id))
        {
            Drop(entry => entry.Task == task);
        }
    }

    private void MakeRoom(Guid key)
    {
        while (_results.Where(entry => entry.Task.Owner.AccessKeyId == key).Sum(static entry => (long)entry.Bytes) > terms.KeyBytes)
        {
            Drop(entry => entry.Task.Owner.AccessKeyId == key)!.TryMove(new TaskEvent.Dropped());
        }

        while (_bytes > terms.NodeBytes)
        {
            Drop(static _ => true)!.TryMove(new TaskEvent.Dropped());
        }
    }

    /// <summary>Takes the oldest result of those out of the account.</summary>
    private HeldTask? Drop(Func<(HeldTask Task, int Bytes), bool> which)
    {
        for (var at = _results.First; at is not null; at = at.Next)
        {
            if (which(at.Value))
            {
                _results.Remove(at);
                _bytes -= at.Value.Bytes;
                return at.Value.Task;
            }
        }

        return null;
    }
}
