using System.Threading.Channels;

namespace Switchyard.Histories.Tests.Rig;

/// <summary>A live tail: one task reads pages into a bounded buffer, another one delivers from it, slowly.</summary>
internal sealed class Subscription : IAsyncDisposable
{
    private const int BufferedEvents = 4;

    private readonly RigRun _run;
    private readonly Random _random;
    private readonly Action<ReceivedEvent> _deliver;
    private readonly Channel<ReceivedEvent> _buffer;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _abandoned;
    private readonly TaskCompletionSource _overflowing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Subscription(RigRun run, long after, Random random, Action<ReceivedEvent> deliver, CancellationToken cancellationToken)
    {
        (_run, _random, _deliver, _abandoned) = (run, random, deliver, cancellationToken);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _buffer = Channel.CreateBounded<ReceivedEvent>(
            new BoundedChannelOptions(BufferedEvents) { FullMode = run.Bug == SeededBug.DropOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait });
        Ended = Task.WhenAll(ReadAsync(after), DeliverAsync());
    }

    /// <summary>Completes when everything has been delivered, or when it was ended and delivers no more.</summary>
    public Task Ended { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_run.Bug != SeededBug.UnsubscribeWithoutWaiting)
        {
            await Ended;
        }
    }

    private async Task ReadAsync(long after)
    {
        try
        {
            while (true)
            {
                var all = _run.Published.Task.IsCompleted;
                var page = await ReceivedEvent.PageAsync(_run.Database, after, _random.Next(1, 8), endsAnywhere: true, _ending.Token);
                _run.Pulse.Beat();
                foreach (var happened in page)
                {
                    if (_buffer.Reader.Count == BufferedEvents)
                    {
                        _overflowing.TrySetResult();
                    }

                    await _buffer.Writer.WriteAsync(happened, _ending.Token);
                    after = happened.Seq;
                }

                if (all && page.Count == 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
        }

        _overflowing.TrySetResult();
        _buffer.Writer.Complete();
    }

    private async Task DeliverAsync()
    {
        try
        {
            // Whoever throws away when the buffer is full has an occasion to, however the two are scheduled.
            await _overflowing.Task.WaitAsync(_ending.Token);
            await foreach (var happened in _buffer.Reader.ReadAllAsync(_ending.Token))
            {
                // Slower than events come, so that the buffer is full most of the time; and what is in hand is handed over whatever happens meanwhile.
                await Task.WhenAny(_run.Pulse.WaitAsync(3, _abandoned), _run.Published.Task);
                _deliver(happened);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
        }
    }
}
