using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Client.Events;
using Switchyard.Admin.Client.Problems;
using Switchyard.Console.SignIn;

namespace Switchyard.Console.Feed;

/// <summary>
/// One tail of the hub for all pages of this node. It runs while somebody listens, with the credential of one of the listeners: nobody is told what he could not read himself, because every role may read events.
/// </summary>
internal sealed partial class YardFeed(TimeProvider time, ILogger<YardFeed> logger) : IAsyncDisposable
{
    // Signs of life come every ten seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly List<FeedListener> _listeners = [];
    [SuppressMessage("Usage", "CA2213", Justification = "FollowAsync ends it.")]
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Listens until the listener is disposed.</summary>
    public FeedListener Listen(ConsoleSession session)
    {
        var listener = new FeedListener(this, session);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _listeners.Add(listener);
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                _running = FollowAsync(_running, _stop);
            }
        }

        return listener;
    }

    /// <summary>Ends with its last listener, or here.</summary>
    public async ValueTask DisposeAsync()
    {
        CancellationTokenSource? stop;
        lock (_gate)
        {
            _disposed = true;
            (stop, _stop) = (_stop, null);
        }

        if (stop is not null)
        {
            await stop.CancelAsync();
        }

        await _running;
    }

    internal void Leave(FeedListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0)
            {
                _stop?.Cancel();
                _stop = null;
            }
        }
    }

    private async Task FollowAsync(Task former, CancellationTokenSource stop)
    {
        using (stop)
        {
            await former;
            await Task.Yield();
            string? position = null;
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                try
                {
                    position = await TailAsync(Listener(turn), position, stop.Token);
                    await Task.Delay(Retry, time, stop.Token);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // The last listener has gone.
                }
            }
        }
    }

    private FeedListener? Listener(int turn)
    {
        lock (_gate)
        {
            // Another one each time: the session of one may be over.
            return _listeners.Count == 0 ? null : _listeners[turn % _listeners.Count];
        }
    }

    /// <summary>Follows until the tail ends, and returns the last position.</summary>
    private async Task<string?> TailAsync(FeedListener? with, string? position, CancellationToken cancellationToken)
    {
        if (with is null)
        {
            return position;
        }

        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await foreach (var item in with.Session.Client.Events.TailAsync(position, either.Token))
            {
                silence.CancelAfter(Silence);
                if (position is null || item.Gap is not null)
                {
                    // What happened before the first position nobody here has heard of.
                    Tell(null);
                }

                position = item.Id ?? position;
                if (item.Event is { } happened)
                {
                    Tell(happened);
                }
            }
        }
        catch (Exception broken) when (broken is SwitchyardApiException or HttpRequestException or IOException or ObjectDisposedException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next turn resumes from the position, with the right of another listener.
            LogBroken(broken.Message);
        }

        return position;
    }

    private void Tell(HubEvent? happened)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                listener.Offer(happened);
            }
        }
    }

    [LoggerMessage(13000, LogLevel.Debug, "The tail of events for the console's pages broke and is resumed: {Reason}")]
    private partial void LogBroken(string reason);
}
