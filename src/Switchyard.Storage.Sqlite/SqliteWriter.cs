using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>The one connection that writes, and the gate in front of it: one transaction at a time, in the order of arrival, none waiting longer than it wants to.</summary>
internal sealed partial class SqliteWriter(SqliteConnections connections, string path, TimeSpan lockTimeout, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "Disposing a semaphore leaves those who wait for it waiting for ever; it holds no handle.")]
    private readonly SemaphoreSlim _gate = new(1, 1);

    private readonly SqliteThreads _thread = new("sqlite writer", 1);
    private SqliteConnection? _connection = connections.OpenWriter();
    private SqliteStatements? _statements;
    private bool _closed;

    /// <summary>Runs <paramref name="work"/> in a transaction. Whether the work raised a signal is part of the answer; the gate is open again by then.</summary>
    public async Task<(T Result, bool Signalled)> TransactAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteDatabase));
            return await _thread.RunAsync(() => RunAsync(work, cancellationToken));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for the running transaction and closes the connection, which writes the log back into the file when no reader is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _closed = true;
        _statements?.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _thread.Dispose();
        _gate.Release();
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (await _gate.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        using var timeout = new CancellationTokenSource(lockTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _gate.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseBusyException($"Another write has held the database {path} for {lockTimeout.TotalSeconds:0.#} s.");
        }
    }

    private async Task<(T Result, bool Signalled)> RunAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var committing = false;
        SqliteTransaction? transaction = null;
        try
        {
            _connection ??= connections.OpenWriter();
            _statements ??= new SqliteStatements(_connection);
            transaction = SqliteConnections.Begin(_connection, deferred: false);
            var session = new SqliteSession(_connection, transaction, _statements);
            var result = await work(session, cancellationToken);
            committing = true;
            await transaction.CommitAsync(CancellationToken.None);
            return (result, session.Signalled);
        }
        catch (Exception failure)
        {
            Abandon(transaction);
            if (failure is SqliteException sqlite && SqliteFailures.Translate(sqlite, path, committing) is { } translated)
            {
                throw translated;
            }

            throw;
        }
        finally
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }
        }
    }

    private void Abandon(SqliteTransaction? transaction)
    {
        try
        {
            if (transaction is { Connection: not null })
            {
                transaction.Rollback();
            }
        }
        catch (Exception failure) when (failure is SqliteException or InvalidOperationException)
        {
            // A connection that can not even roll back is not to be trusted with the next transaction; closing it rolls back.
            LogReopened(failure);
            _statements?.Dispose();
            _connection?.Dispose();
            (_statements, _connection) = (null, null);
        }
    }

    [LoggerMessage(1100, LogLevel.Warning, "A transaction could not be rolled back; the writing connection is opened anew")]
    private partial void LogReopened(Exception failure);
}
