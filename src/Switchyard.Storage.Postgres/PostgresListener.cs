using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>
/// The one listening connection of a node. It begins with the first listener, and the loop behind it lives until the end: lose the connection, wait with growing
/// pauses (100 ms to 5 s, jittered so that nodes do not come back in step), connect, LISTEN, and only then wake everybody, because what happened in between was not heard.
/// </summary>
/// <remarks>
/// A dead peer may sound like a quiet one. The connection is not asked whether it lives: the driver's own sign of life, and any command that the peer never answers, block a thread of the pool for as long as
/// they wait, on a small node the only one. Silence does no harm before there is something to hear, and then the poll of the listener finds it and has the connection renewed.
/// </remarks>
internal sealed partial class PostgresListener(NpgsqlConnectionStringBuilder settings, string place, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Least time between two renewals: where notifications never arrive (behind some poolers), each change would ask for one.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(PostgresAddress.ForListening(settings));
    private readonly WakeList _listeners = new(logger);
    [SuppressMessage("Usage", "CA2213", Justification = "Disposing a semaphore leaves those who wait for it waiting for ever; it holds no handle.")]
    private readonly SemaphoreSlim _startGate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _suspected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _loop;
    private long? _renewedAt;

    /// <summary>Adds a listener; when the task is done LISTEN is in force, or the connection has been lost since and is on its way back.</summary>
    public async Task<IAsyncDisposable> AddAsync(Action wake, CancellationToken cancellationToken)
    {
        await _startGate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_loop is null)
            {
                var connection = await ConnectAsync(cancellationToken);
                _loop = RunAsync(connection, _stopping.Token);
            }
        }
        catch (Exception failure) when (PostgresFailures.Translate(failure, place, committing: false) is { } translated)
        {
            throw translated;
        }
        finally
        {
            _startGate.Release();
        }

        return _listeners.Add(wake);
    }

    /// <summary>Replaces the connection, which may be dead, unless that was done a moment ago. Asked by one watcher.</summary>
    public void Renew()
    {
        if (_renewedAt is not { } before || clock.GetElapsedTime(before) >= RenewalPause)
        {
            _renewedAt = clock.GetTimestamp();
            Volatile.Read(ref _suspected).TrySetResult();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _startGate.WaitAsync();
        if (_loop is not null)
        {
            await _loop;
        }

        await _source.DisposeAsync();
        _stopping.Dispose();
        _startGate.Release();
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await using var driver = new DriverCancellation(cancellationToken);
        var connection = await _source.OpenConnectionAsync(driver.Token);
        try
        {
            connection.Notification += (_, _) => _listeners.WakeAll();
            await using var command = new NpgsqlCommand($"listen {PostgresSession.Channel}", connection);
            await command.ExecuteNonQueryAsync(driver.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(NpgsqlConnection first, CancellationToken stopping)
    {
        var connection = first;
        while (!stopping.IsCancellationRequested)
        {
            await WaitForEndAsync(connection, stopping);
            await connection.DisposeAsync();
            if (await ReconnectAsync(stopping) is not { } next)
            {
                return;
            }

            connection = next;
            LogReconnected(place);
            _listeners.WakeAll();
        }

        await connection.DisposeAsync();
    }

    private async Task WaitForEndAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        // What was suspected of the connection before this one does not concern it.
        var suspected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _suspected, suspected);
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var waiting = WaitAsync(connection, renewing.Token);
        if (await Task.WhenAny(waiting, suspected.Task) == suspected.Task)
        {
            LogDeaf(place);
            await renewing.CancelAsync();
        }

        await waiting;
    }

    private async Task WaitAsync(NpgsqlConnection connection, CancellationToken ending)
    {
        await using var driver = new DriverCancellation(ending);
        try
        {
            while (true)
            {
                await connection.WaitAsync(driver.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            // Whatever ended it, the answer is the same: connect again.
            LogLost(place, failure.Message);
        }
    }

    private async Task<NpgsqlConnection?> ReconnectAsync(CancellationToken stopping)
    {
        for (var pause = FirstPause; !stopping.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), clock, stopping);
                return await ConnectAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception failure)
            {
                // There is no failure after which a node may stay deaf.
                LogStillAway(place, failure.Message);
            }
        }

        return null;
    }

    [LoggerMessage(1200, LogLevel.Warning, "The listening connection to {Place} was lost: {Reason}")]
    private partial void LogLost(string place, string reason);

    [LoggerMessage(1201, LogLevel.Debug, "The listening connection to {Place} is still away: {Reason}")]
    private partial void LogStillAway(string place, string reason);

    [LoggerMessage(1202, LogLevel.Information, "The listening connection to {Place} is back")]
    private partial void LogReconnected(string place);

    [LoggerMessage(1203, LogLevel.Warning, "A commit was found that the listening connection to {Place} had not told of; it is replaced")]
    private partial void LogDeaf(string place);
}
