namespace Switchyard.Histories.Tests.Rig;

/// <summary>
/// A gateway as far as delivery goes, and the node's session with it: pages go over a link that loses and doubles, what is applied is kept, served and acknowledged, in this order.
/// It is killed between any two steps, and sometimes applies wrongly what it got rightly. All that must not matter.
/// </summary>
internal sealed class Instance(RigRun run, int number)
{
    private const int MostRoundsWithoutProgress = 60;

    private readonly Random _random = run.RandomFor("instance", number);
    private FoldedState _kept = FoldedState.Empty;
    private FoldedState _serving = FoldedState.Empty;
    private FoldedState _sent = FoldedState.Empty;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var log = RecordedHistory.Open(run.Folder, $"instance-{number}");
        var (idle, reached) = (0, -1L);
        while (idle < MostRoundsWithoutProgress)
        {
            try
            {
                if (await ConnectAsync(log, cancellationToken))
                {
                    log.Append(HistoryStep.Ended, _serving.Seq);
                    return;
                }
            }
            catch (KilledException)
            {
                log.Append(HistoryStep.Killed, 0);
                _serving = _kept;
            }

            idle = run.Published.Task.IsCompleted && _kept.Seq <= reached ? idle + 1 : 0;
            reached = Math.Max(reached, _kept.Seq);
        }
    }

    /// <summary>One connection. True when everything has come.</summary>
    private async Task<bool> ConnectAsync(ActorLog log, CancellationToken cancellationToken)
    {
        log.Append(HistoryStep.Resumed, _kept.Seq);
        // A process serves what it had kept from its start on.
        Serve(log, _kept);
        // The node's state at that number, read anew: what the instance says of its own is compared with it.
        _sent = FoldedState.Empty.With((await ReceivedEvent.PageAsync(run.Database, 0, int.MaxValue, endsAnywhere: false, cancellationToken)).Where(happened => happened.Seq <= _kept.Seq));
        while (true)
        {
            var all = run.Published.Task.IsCompleted;
            var page = await PageAsync(cancellationToken);
            run.Pulse.Beat();
            if (page.Count == 0)
            {
                if (all)
                {
                    // The answer to the last change may have been lost with a killed process; that to the bookmark makes up for it.
                    log.Append(HistoryStep.Bookmark, _sent.Seq);
                    Acknowledge(log, _serving);
                    return true;
                }

                await Task.Yield();
                continue;
            }

            _sent = _sent.With(page);
            if (!Take(log, [.. Link(page)]))
            {
                return false;
            }
        }
    }

    private Task<IReadOnlyList<ReceivedEvent>> PageAsync(CancellationToken cancellationToken)
    {
        var size = _random.Next(1, 8);
        return run.Bug == SeededBug.CursorByClock
            ? ReceivedEvent.PageByClockAsync(run.Database, _sent.At, size, cancellationToken)
            : ReceivedEvent.PageAsync(run.Database, _sent.Seq, size, run.Bug == SeededBug.PageEndsAnywhere, cancellationToken);
    }

    private IEnumerable<ReceivedEvent> Link(IReadOnlyList<ReceivedEvent> page)
    {
        foreach (var happened in page)
        {
            var fate = _random.Next(40);
            for (var copies = fate == 0 ? 0 : fate == 1 ? 2 : 1; copies > 0; copies--)
            {
                yield return happened;
            }
        }
    }

    /// <summary>Takes a change over. False when a sequence number is missing and the connection has to begin again.</summary>
    private bool Take(ActorLog log, IReadOnlyList<ReceivedEvent> page)
    {
        var last = _serving.Seq;
        foreach (var happened in page)
        {
            if (happened.Seq != last + 1 && run.Bug != SeededBug.NoCheckOfSeq)
            {
                return false;
            }

            log.Append(HistoryStep.Received, happened.Seq, happened.Id);
            last = happened.Seq;
        }

        if (last != _sent.Seq && run.Bug != SeededBug.NoCheckOfSeq)
        {
            return false;
        }

        if (run.Bug == SeededBug.AckOnReceipt)
        {
            log.Append(HistoryStep.Acked, last, hash: _sent.Hash);
        }

        MayBeKilled();
        var next = _serving.With(_random.Next(25) == 0 ? page.Skip(1) : page) with { Seq = last };
        if (next.Hash != _sent.Hash && run.Bug is not (SeededBug.HashIgnored or SeededBug.NoCheckOfSeq))
        {
            next = _sent;
            log.Append(HistoryStep.Snapshot, next.Seq, hash: next.Hash);
        }

        MayBeKilled();
        foreach (var step in Steps(run.Bug))
        {
            step(log, next);
            MayBeKilled();
        }

        return true;
    }

    private IEnumerable<Action<ActorLog, FoldedState>> Steps(SeededBug bug) => bug switch
    {
        SeededBug.AckOnReceipt => [Keep, Serve],
        SeededBug.AckBeforeSwap => [Keep, Acknowledge, Serve],
        SeededBug.AckBeforeKeep => [Serve, Acknowledge, Keep],
        _ => [Keep, Serve, Acknowledge],
    };

    private void Keep(ActorLog log, FoldedState next) => _kept = next;

    private void Serve(ActorLog log, FoldedState next)
    {
        _serving = next;
        log.Append(HistoryStep.Applied, next.Seq, hash: next.Hash);
    }

    private static void Acknowledge(ActorLog log, FoldedState next) => log.Append(HistoryStep.Acked, next.Seq, hash: next.Hash);

    private void MayBeKilled()
    {
        if (_random.Next(30) == 0)
        {
            throw new KilledException();
        }
    }

    private sealed class KilledException : Exception;
}
