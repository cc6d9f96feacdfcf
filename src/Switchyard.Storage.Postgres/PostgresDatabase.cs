using System.Data;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Postgres;

/// <summary>PostgreSQL, for one node or many: reads are repeatable-read and read-only, writes read-committed with row locks taken in a fixed order.</summary>
public sealed partial class PostgresDatabase : Database
{
    /// <summary>Any number will do, as long as nobody else in the database uses it.</summary>
    private const long MigrationLock = 0x5377_6974_6368_7964;

    private static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);

    /// <summary>After this the server itself ends a transaction whose node has gone silent in the middle, and with it the locks.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    private readonly string _settings;
    private readonly int _poolSize;
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
        _writePreamble = string.Create(
            CultureInfo.InvariantCulture,
            $"set local lock_timeout = {(long)lockTimeout.TotalMilliseconds}; set local idle_in_transaction_session_timeout = {(long)AbandonedAfter.TotalMilliseconds}");
        _settings = settings.ConnectionString;
        _poolSize = settings.MaxPoolSize;
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

    private static MigrationSet Migrations => MigrationSet.FromResources(typeof(PostgresDatabase).Assembly);

    /// <inheritdoc />
    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(Migrations, cancellationToken);
        if (await WriteAsync((session, token) => PostgresTransactions.LiftTailAsync(session, _clock.GetUtcNow(), token), cancellationToken))
        {
            LogLifted(_place);
        }
    }

    /// <inheritdoc />
    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            async (session, token) =>
            {
                var migrated = await session.QueryFirstAsync<bool>("select to_regclass('schema_migrations') is not null", null, token);
                return new DatabaseFacts
                {
                    Kind = Kind,
                    Version = await session.QueryFirstAsync<string>("show server_version", null, token) ?? "",
                    Place = _place,
                    SchemaNumber = migrated ? await session.QueryFirstAsync<int>("select coalesce(max(number), 0) from schema_migrations", null, token) : 0,
                    KnownSchemaNumber = Migrations.Latest,
                    Clock = await session.QueryFirstAsync<DateTimeOffset>("select (extract(epoch from clock_timestamp()) * 1000)::bigint", null, token),
                };
            },
            cancellationToken);

    /// <summary>
    /// Whether a notification that this process sends arrives at its own listening connection within <paramref name="patience"/>. It does not behind a pooler that gives each transaction another connection. Every node of the
    /// database is woken once by it, and looks.
    /// </summary>
    public async Task<bool> HearsItselfAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = await ListenAsync(() => heard.TrySetResult(), cancellationToken);
        await ReadAsync((session, token) => session.QueryFirstAsync<string>($"select pg_notify('{PostgresSession.Channel}', '')::text", null, token), cancellationToken);
        try
        {
            await heard.Task.WaitAsync(patience, _clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(_source, IsolationLevel.RepeatableRead, "set transaction read only", work, cancellationToken);

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(_source, IsolationLevel.ReadCommitted, _writePreamble, work, cancellationToken);

    /// <inheritdoc />
    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => _listener.AddAsync(wake, cancellationToken);

    /// <inheritdoc />
    public override async Task<OpenTransactions?> OpenTransactionsAsync(bool naming, CancellationToken cancellationToken) =>
        await ReadAsync((session, token) => PostgresTransactions.ReadAsync(session, naming, token), cancellationToken);

    /// <inheritdoc />
    public override void ListenAnew() => _listener.Renew();

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _listener.DisposeAsync();
            await _source.DisposeAsync();
        }
    }

    internal async Task MigrateAsync(MigrationSet migrations, CancellationToken cancellationToken)
    {
        // Waiting for another node's migration, and a migration of a large table, may take longer than any time-out that is right for a request.
        await using var patient = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_settings) { CommandTimeout = 0, Pooling = false });

        // The lock ends with the transaction, so a node that dies in the middle leaves nothing locked.
        var preamble = $"set local lock_timeout = 0; set local statement_timeout = 0; select pg_advisory_xact_lock({MigrationLock})";
        var runner = new MigrationRunner(
            migrations, async (work, token) => await TransactAsync(patient, IsolationLevel.ReadCommitted, preamble, work, token), _clock, _logger);
        await runner.RunAsync(cancellationToken);
    }

    private async Task<T> TransactAsync<T>(
        NpgsqlDataSource source, IsolationLevel isolation, string preamble, Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var committing = false;
        await using var driver = new DriverCancellation(cancellationToken);
        try
        {
            var (connection, transaction) = await BeginAsync(source, isolation, preamble, driver.Token);
            await using (connection)
            await using (transaction)
            {
                var session = new PostgresSession(connection, transaction);
                var result = await work(session, driver.Token);
                committing = true;
                await session.CommitAsync();
                return result;
            }
        }
        catch (OperationCanceledException cancelled) when (cancelled.CancellationToken == driver.Token && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken);
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
    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(
        NpgsqlDataSource source, IsolationLevel isolation, string preamble, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await source.OpenConnectionAsync(cancellationToken);
            try
            {
                var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
                await using var command = new NpgsqlCommand(preamble, connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
                return (connection, transaction);
            }
            catch (Exception failure) when (attempt <= _poolSize && PostgresFailures.IsBroken(failure))
            {
                // One dead connection less. Another caller may be clearing the pool at this moment, and then the next one taken from it can be dead as well; a server that is away
                // fails above, where a connection is opened.
                await connection.DisposeAsync();
                source.Clear();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    [LoggerMessage(1210, LogLevel.Information, "{Place} was copied from another server; positions of usage rows go on above those that came along")]
    private partial void LogLifted(string place);
}
