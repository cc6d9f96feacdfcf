using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Wakeup;

/// <summary>
/// Tells the parts of this node that a stream has another version than they have seen. A notification of the database makes it look at once; a poll makes it look in any case.
/// </summary>
/// <remarks>
/// <para><b>What is believed.</b> Only the version rows. A notification carries nothing; it may be late, doubled, lost or about something else. The poll every 0.9 to 1.0 of
/// <see cref="PollInterval"/> finds whatever a notification did not tell.</para>
/// <para><b>Nothing falls between.</b> It listens before it reads for the first time, so a commit is either seen by that read or its notification comes after. A version that was not
/// known counts as changed, and so does any other than the last one seen, a lower one of a restored database too.</para>
/// <para><b>Deafness is noticed.</b> A version that a poll finds and no notification tells of until the poll after it means that notifications do not arrive, whatever their connection looks like; the database
/// then listens anew. A quiet system costs nothing that way, and a dead connection is noticed as soon as there is something to hear.</para>
/// <para><b>It never gives up.</b> A database that is away is asked again at the next poll. A handler that throws is called again at the next poll, and disturbs no other.</para>
/// </remarks>
public sealed partial class VersionWatcher(Database database, HubInstruments instruments, TimeProvider time, ILogger<VersionWatcher> logger) : BackgroundService
{
    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<StreamInterest> _interests = [];
    private readonly Dictionary<string, long> _received = [];
    private TimeSpan _pollInterval = TimeSpan.FromSeconds(1);
    private bool _away;
    private int _notified;
    private bool _untold;

    /// <summary>Completes when this node listens for the first time. Whoever wants to miss nothing reads after that. Fails when it never will.</summary>
    public Task Listening => _listening.Task;

    /// <summary>Longest time between two looks at the version rows, 1 s by default; may change while it runs.</summary>
    public TimeSpan PollInterval
    {
        get
        {
            lock (_gate)
            {
                return _pollInterval;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(10));
            lock (_gate)
            {
                _pollInterval = value;
            }
        }
    }

    /// <summary>
    /// Calls <paramref name="changed"/> whenever one of <paramref name="streams"/> has another version than at the last call, and once at first. Calls never overlap and should only
    /// set a signal. Dispose the result to end it; no call begins afterwards, except one that had begun already.
    /// </summary>
    public IDisposable Watch(IReadOnlyCollection<string> streams, Action changed)
    {
        var interest = new StreamInterest(streams, changed);
        lock (_gate)
        {
            _interests.Add(interest);
        }

        _wake.Notify();
        return new Ending(this, interest);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var subscription = await ListenAsync(stoppingToken);
            instruments.IsListening = true;
            _listening.TrySetResult();
            await using var poll = time.CreateTimer(static signal => ((ChangeSignal)signal!).Notify(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (true)
            {
                var told = Interlocked.Exchange(ref _notified, 0) != 0;
                var grew = await LookAsync(stoppingToken);
                Doubt(told, grew);
                poll.Change(PollInterval * (0.9 + (Random.Shared.NextDouble() / 10)), Timeout.InfiniteTimeSpan);
                await _wake.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _listening.TrySetCanceled(stoppingToken);
        }
        catch (Exception failure)
        {
            // Only listening can fail for good; then the start fails, because a node that is never woken is not one.
            LogListenFailed(failure);
            _listening.TrySetException(failure);
            throw;
        }
        finally
        {
            instruments.IsListening = false;
        }
    }

    private async Task<IAsyncDisposable> ListenAsync(CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait < TimeSpan.FromSeconds(16) ? wait * 2 : TimeSpan.FromSeconds(30))
        {
            try
            {
                return await database.ListenAsync(Hear, cancellationToken);
            }
            catch (DatabaseUnavailableException away)
            {
                LogListenLater(wait.TotalSeconds, away.Message);
                await Task.Delay(wait * (0.8 + (Random.Shared.NextDouble() * 0.4)), time, cancellationToken);
            }
        }
    }

    private void Hear()
    {
        Volatile.Write(ref _notified, 1);
        _wake.Notify();
    }

    private void Doubt(bool told, bool grew)
    {
        if (told)
        {
            instruments.IsListening = true;
        }
        else if (_untold)
        {
            instruments.IsListening = false;
            database.ListenAnew();
        }

        // The notification of a commit that was just read may still be on its way; it has until the next look.
        _untold = grew && !told && !_untold;
    }

    /// <returns>Whether a version is higher than at the look before.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        StreamInterest[] interests;
        lock (_gate)
        {
            interests = [.. _interests];
        }

        if (interests.Length == 0)
        {
            return false;
        }

        try
        {
            string[] names = [.. interests.SelectMany(interest => interest.Streams).Distinct(StringComparer.Ordinal)];
            var (epoch, versions) = await database.ReadAsync((session, token) => StreamTable.MomentAsync(session, names, token), cancellationToken);
            var grew = Count(versions);
            foreach (var interest in interests)
            {
                Tell(interest, epoch, versions);
            }

            if (_away)
            {
                _away = false;
                LogBack();
            }

            return grew;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is, the next poll tries again: a node that has stopped looking would serve old configuration for ever.
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    private void Tell(StreamInterest interest, Guid epoch, IReadOnlyDictionary<string, long> versions)
    {
        if (!interest.See(epoch, versions))
        {
            return;
        }

        try
        {
            interest.Changed();
        }
        catch (Exception failure)
        {
            LogHandlerFailed(failure, string.Join(", ", interest.Streams));
            interest.Forget();
        }
    }

    private bool Count(IReadOnlyDictionary<string, long> versions)
    {
        var grew = false;
        foreach (var (name, version) in versions)
        {
            if (_received.TryGetValue(name, out var before) && version > before)
            {
                instruments.Received(name, version - before);
                grew = true;
            }

            _received[name] = version;
        }

        return grew;
    }

    private void End(StreamInterest interest)
    {
        lock (_gate)
        {
            _interests.Remove(interest);
        }

        interest.End();
    }

    [LoggerMessage(2000, LogLevel.Warning, "The database can not be listened to; next try in about {Seconds} s: {Reason}")]
    private partial void LogListenLater(double seconds, string reason);

    [LoggerMessage(2001, LogLevel.Critical, "The database can not be listened to.")]
    private partial void LogListenFailed(Exception failure);

    [LoggerMessage(2002, LogLevel.Warning, "The version rows can not be read; they are tried again with every poll.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(2003, LogLevel.Information, "The version rows can be read again.")]
    private partial void LogBack();

    [LoggerMessage(2004, LogLevel.Error, "A handler of {Streams} failed; it is called again with the next poll.")]
    private partial void LogHandlerFailed(Exception failure, string streams);

    private sealed class Ending(VersionWatcher watcher, StreamInterest interest) : IDisposable
    {
        public void Dispose() => watcher.End(interest);
    }
}
