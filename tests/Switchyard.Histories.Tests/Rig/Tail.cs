namespace Switchyard.Histories.Tests.Rig;

/// <summary>Somebody who watches the events without a state of his own, and comes back every now and then with the last number he saw.</summary>
internal sealed class Tail(RigRun run, int number)
{
    private readonly Random _random = run.RandomFor("tail", number);
    private readonly Lock _gate = new();
    private long _last;
    private int _untilRestart;
    private TaskCompletionSource _restart = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var log = RecordedHistory.Open(run.Folder, $"tail-{number}");
        var subscriptions = new List<Subscription>();
        for (var ended = false; !ended;)
        {
            lock (_gate)
            {
                _untilRestart = _random.Next(3, 20);
                _restart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                log.Append(HistoryStep.Resumed, _last);
                subscriptions.Add(new Subscription(run, _last, new Random(_random.Next()), happened => Deliver(log, happened), cancellationToken));
            }

            ended = await Task.WhenAny(subscriptions[^1].Ended, _restart.Task) == subscriptions[^1].Ended;
            await subscriptions[^1].DisposeAsync();
        }

        await Task.WhenAll(subscriptions.Select(subscription => subscription.Ended));
        log.Append(HistoryStep.Ended, _last);
    }

    private void Deliver(ActorLog log, ReceivedEvent happened)
    {
        lock (_gate)
        {
            log.Append(HistoryStep.Received, happened.Seq, happened.Id);
            _last = happened.Seq;
            if (--_untilRestart == 0)
            {
                _restart.SetResult();
            }
        }
    }
}
