using System.Data;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>PostgreSQL, for one node or many: reads are repeatable-read and read-only, writes read-committed with row locks taken in a fixed order.</summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>Any number will do, as long as nobody else in the database uses it.</summary>
    private const long MigrationLock = 0x5377_6974_6368_7964;

    private static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresListener _listener;
    private readonly string _place;
    private readonly string _writePreamble;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _disposed;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings, TimeSpan lockTimeout, TimeProvider clock, ILogger logger)
    {
        _place = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _writePreamble = string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {(long)lockTimeout.TotalMilliseconds}");
        _clock = clock;
        _logger = logger;
        _source = NpgsqlDataSource.Create(settings);
        _listener = new PostgresListener(settings, _place, clock, logger);
    }

    /// <inheritdoc />
    public override string Kind => "postgresql";

    /// <summary>Prepares a pool; nothing is connected yet.</summary>
    /// <param name="connectionString"><c>Host=…;…</c> or <c>postgres://user:password@host:port/database</c>.</param>
    /// <param name="clock">For the pauses between attempts and the times of migrations.</param>
    /// <param name="loggers">For the log.</param>
    /// <param name="lockTimeout">How long a write waits for a lock, 5 s by default.</param>
    /// <exception cref="DatabaseAddressException"><paramref name="connectionString"/> can not be read.</exception>
    public static PostgresDatabase Create(string connectionString, TimeProvider clock, ILoggerFactory loggers, TimeSpan? lockTimeout = null) =>
        new(PostgresAddress.Parse(connectionString), lockTimeout ?? DefaultLockTimeout, clock, loggers.CreateLogger<PostgresDatabase>());

    /// <inheritdoc />
    public override Task MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(MigrationSet.FromResources(typeof(PostgresDatabase).Assembly), cancellationToken);

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(IsolationLevel.RepeatableRead, "set transaction read only", work, cancellationToken);

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(IsolationLevel.ReadCommitted, _writePreamble, work, cancellationToken);

    /// <inheritdoc />
    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => _listener.AddAsync(wake, cancellationToken);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _listener.DisposeAsync();
            await _source.DisposeAsync();
        }
    }

    internal Task MigrateAsync(MigrationSet migrations, CancellationToken cancellationToken) =>
        new MigrationRunner(
            migrations,
            // The lock is waited for as long as another node migrates; it ends with the transaction, so a node that dies in the middle leaves nothing locked.
            (work, token) => TransactAsync(
                IsolationLevel.ReadCommitted, $"set local lock_timeout = 0; set local statement_timeout = 0; select pg_advisory_xact_lock({MigrationLock})", work, token),
            _clock,
            _logger).RunAsync(cancellationToken);

    private async Task<T> TransactAsync<T>(
        IsolationLevel isolation, string preamble, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var committing = false;
        try
        {
            var (connection, transaction) = await BeginAsync(isolation, preamble, cancellationToken);
            await using (connection)
            await using (transaction)
            {
                var result = await work(new PostgresSession(connection, transaction), cancellationToken);
                committing = true;

                // Not cancellable: a cancelled COMMIT is one of unknown outcome.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
        }
        catch (Exception failure) when (PostgresFailures.Translate(failure, _place, committing) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>
    /// Opens a transaction. BEGIN and the preamble travel together, so this costs one round trip, and it finds out whether the pooled connection still lives
    /// while nothing has been done yet: after a restart of the server the first caller gets a fresh connection instead of an error.
    /// </summary>
    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(IsolationLevel isolation, string preamble, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            try
            {
                var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
                await using var command = new NpgsqlCommand(preamble, connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
                return (connection, transaction);
            }
            catch (Exception failure) when (attempt == 1 && PostgresFailures.IsBroken(failure))
            {
                await connection.DisposeAsync();
                _source.Clear();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }
}
