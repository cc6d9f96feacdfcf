using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Switchyard.Storage.Sql;

/// <summary>Who is to be woken by a commit.</summary>
internal sealed partial class WakeList(ILogger logger)
{
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>Adds a listener until the answer is disposed.</summary>
    public IAsyncDisposable Add(Action wake)
    {
        var subscription = new Subscription(this, wake);
        ImmutableInterlocked.Update(ref _subscriptions, (list, added) => list.Add(added), subscription);
        return subscription;
    }

    /// <summary>Wakes all, on this thread. One that throws does not keep the others asleep.</summary>
    public void WakeAll()
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            try
            {
                subscription.Wake();
            }
            catch (Exception failure)
            {
                // The commit stands and the others must hear of it; the thrower polls anyway.
                LogWakeFailed(failure);
            }
        }
    }

    [LoggerMessage(1001, LogLevel.Error, "A listener failed when it was woken")]
    private partial void LogWakeFailed(Exception failure);

    private sealed class Subscription(WakeList list, Action wake) : IAsyncDisposable
    {
        public void Wake() => wake();

        public ValueTask DisposeAsync()
        {
            ImmutableInterlocked.Update(ref list._subscriptions, (all, removed) => all.Remove(removed), this);
            return ValueTask.CompletedTask;
        }
    }
}
