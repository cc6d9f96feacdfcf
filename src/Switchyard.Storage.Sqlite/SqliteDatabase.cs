using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using Switchyard.Storage.Migrations;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>
/// The embedded database: one process, one connection that does every write and every checkpoint, readers beside it (write-ahead log, full synchronisation).
/// docs/decisions/0002-sqlite-version.md says why.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private const int MaxReaders = 16;

    private static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SqliteFileLock _fileLock;
    private readonly SqliteConnections _connections;
    private readonly SqliteWriter _writer;
    private readonly SqliteThreads _readers = new("sqlite reader", MaxReaders);
    private readonly WakeList _listeners;

    [SuppressMessage("Usage", "CA2213", Justification = "Disposing a semaphore leaves those who wait for it waiting for ever; it holds no handle.")]
    private readonly SemaphoreSlim _readerGate = new(MaxReaders, MaxReaders);

    private int _disposed;

    private SqliteDatabase(string path, TimeSpan lockTimeout, TimeProvider clock, ILogger logger, SqliteFileLock fileLock)
    {
        _path = path;
        _clock = clock;
        _logger = logger;
        _fileLock = fileLock;
        _connections = new SqliteConnections(path);
        _writer = new SqliteWriter(_connections, path, lockTimeout, clock, logger);
        _listeners = new WakeList(logger);
    }

    /// <inheritdoc />
    public override string Kind => "sqlite";

    /// <summary>Version of the SQLite library in use, for example <c>3.35.5</c>.</summary>
    public static string LibraryVersion
    {
        get
        {
            Batteries_V2.Init();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    private static MigrationSet Migrations => MigrationSet.FromResources(typeof(SqliteDatabase).Assembly);

    /// <summary>Opens the database file at <paramref name="path"/>, making it and its directory when they are not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">For the wait for the writer and the times of migrations.</param>
    /// <param name="loggers">For the log.</param>
    /// <param name="lockTimeout">How long a write waits for its turn, 5 s by default.</param>
    /// <exception cref="DatabaseInUseException">Another process has it open.</exception>
    /// <exception cref="DatabaseUnavailableException">It can not be opened or made.</exception>
    public static SqliteDatabase Open(string path, TimeProvider clock, ILoggerFactory loggers, TimeSpan? lockTimeout = null)
    {
        Batteries_V2.Init();
        var full = Path.GetFullPath(path);
        SqliteFileLock? fileLock = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            fileLock = SqliteFileLock.Take(full);
            return new SqliteDatabase(full, lockTimeout ?? DefaultLockTimeout, clock, loggers.CreateLogger<SqliteDatabase>(), fileLock);
        }
        catch (SqliteException failure)
        {
            fileLock?.Dispose();
            throw SqliteFailures.Translate(failure, full, committing: false) ?? new DatabaseUnavailableException($"The database {full} can not be opened: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fileLock?.Dispose();
            throw new DatabaseUnavailableException($"The database {full} can not be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc />
    public override Task MigrateAsync(CancellationToken cancellationToken) => MigrateAsync(Migrations, cancellationToken);

    /// <inheritdoc />
    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            async (session, token) =>
            {
                var migrated = await session.QueryFirstAsync<long>("select count(*) from sqlite_master where name = 'schema_migrations'", null, token) > 0;
                return new DatabaseFacts
                {
                    Kind = Kind,
                    Version = LibraryVersion,
                    Place = _path,
                    SchemaNumber = migrated ? await session.QueryFirstAsync<int>("select coalesce(max(number), 0) from schema_migrations", null, token) : 0,
                    KnownSchemaNumber = Migrations.Latest,
                };
            },
            cancellationToken);

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _readerGate.WaitAsync(cancellationToken);
        try
        {
            return await _readers.RunAsync(() => ReadHereAsync(work, cancellationToken));
        }
        finally
        {
            _readerGate.Release();
        }
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var (result, signalled) = await _writer.TransactAsync(work, cancellationToken);

        // After the gate is open again: a listener that reads or writes at once finds its way free.
        if (signalled)
        {
            _listeners.WakeAll();
        }

        return result;
    }

    /// <inheritdoc />
    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => Task.FromResult(_listeners.Add(wake));

    /// <summary>Ends all connections; the log is written back into the file. Waits for the running write.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        for (var reader = 0; reader < MaxReaders; reader++)
        {
            await _readerGate.WaitAsync();
        }

        // Readers first: the last connection to close writes the log back, and only the writer may do that.
        _connections.Dispose();
        await _writer.DisposeAsync();
        _readers.Dispose();
        _fileLock.Dispose();
        _readerGate.Release(MaxReaders);
    }

    internal Task MigrateAsync(MigrationSet migrations, CancellationToken cancellationToken) =>
        new MigrationRunner(migrations, WriteAsync, _clock, _logger).RunAsync(cancellationToken);

    private async Task<T> ReadHereAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        SqliteConnection? reader = null;
        try
        {
            reader = _connections.RentReader();
            T result;
            await using (var transaction = SqliteConnections.Begin(reader, deferred: true))
            {
                result = await work(new SqliteSession(reader, transaction), cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
            }

            _connections.ReturnReader(reader);
            reader = null;
            return result;
        }
        catch (SqliteException failure) when (SqliteFailures.Translate(failure, _path, committing: false) is { } translated)
        {
            throw translated;
        }
        finally
        {
            reader?.Dispose();
        }
    }
}
