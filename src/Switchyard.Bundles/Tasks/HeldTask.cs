using Switchyard.Hot;

namespace Switchyard.Bundles.Tasks;

/// <summary>A task of this node. Thread-safe.</summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing that must be given back.
internal sealed class HeldTask
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Published<TaskStanding> _standing;
    private readonly TimeProvider _time;
    private readonly long _madeAt;
    private volatile bool _isMade;

    public HeldTask(string id, TaskTicket ticket, TaskOwner owner, TimeProvider time)
    {
        (Id, Owner, Ttl, _time, _madeAt) = (id, owner, ticket.Ttl, time, time.GetTimestamp());
        _standing = new Published<TaskStanding>(TaskMoves.Begin(ticket.CreatedAt, ticket.Ttl));
        Over = _over.Token;
    }

    public string Id { get; }

    public TaskOwner Owner { get; }

    public TimeSpan Ttl { get; }

    /// <summary>How it stands.</summary>
    public TaskStanding Standing => _standing.Current;

    /// <summary>Cancelled when it is over.</summary>
    public CancellationToken Over { get; }

    /// <summary>Whether its client was told of it. Until then there is none.</summary>
    public bool IsMade
    {
        get => _isMade;
        set => _isMade = value;
    }

    /// <summary>How long it has lived.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_madeAt);

    /// <summary>Says what has happened to it. False when that changes nothing.</summary>
    public bool TryMove(TaskEvent happened)
    {
        TaskStanding? next;
        lock (_gate)
        {
            next = TaskMoves.Next(_standing.Current, happened, _time.GetUtcNow());
            if (next is null)
            {
                return false;
            }

            _standing.TryPublish(next, _standing.Revision + 1, out _);
        }

        if (next.IsOver)
        {
            _ = _over.CancelAsync();
        }

        return true;
    }

    /// <summary>Waits until it is over.</summary>
    public async Task<TaskStanding> WhenOverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var standing = _standing.Read(out var number);
            if (standing.IsOver)
            {
                return standing;
            }

            await _standing.WaitForAsync(number + 1, cancellationToken);
        }
    }
}
