using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Switchyard.Storage.Sqlite;

/// <summary>Opens connections the one way they may be opened, and keeps the readers that are idle.</summary>
/// <param name="path">The database file.</param>
internal sealed class SqliteConnections(string path) : IDisposable
{
    private const int BusySeconds = 5;

    /// <summary><c>SQLITE_CONFIG_MEMSTATUS</c>.</summary>
    private const int CountsMemory = 9;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    /// <summary>Nobody asks SQLite how much memory it has, and counting it takes a lock for each allocation. It is refused, and does no harm, when something in the process has opened a database before.</summary>
    static SqliteConnections()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(CountsMemory, 0);
    }

    /// <summary>Opens the writer, making the file when it is not there. It is the only one that writes, and therefore the only one that checkpoints.</summary>
    public SqliteConnection OpenWriter()
    {
        CreateForOwner();
        // Journals of single statements stay in memory, and so do the pages of a batch of records until it is committed.
        return Open(
            SqliteOpenMode.ReadWriteCreate,
            """
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma foreign_keys = on;
            pragma mmap_size = 0;
            pragma journal_size_limit = 67108864;
            pragma temp_store = memory;
            pragma cache_size = -16000;
            """);
    }

    /// <summary>An idle reader, or a new one. A reader's mode is read-only, so that it can neither write nor checkpoint.</summary>
    public SqliteConnection RentReader() =>
        _idle.TryTake(out var reader) ? reader : Open(SqliteOpenMode.ReadOnly, "pragma mmap_size = 0; pragma wal_autocheckpoint = 0;");

    /// <summary>Takes back a reader that works.</summary>
    public void ReturnReader(SqliteConnection reader) => _idle.Add(reader);

    /// <summary>Closes the idle readers.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    /// <summary>Begins a transaction. SQLite has no asynchronous calls: the driver's asynchronous methods are the synchronous ones, and for this one there is none.</summary>
    public static SqliteTransaction Begin(SqliteConnection connection, bool deferred) => connection.BeginTransaction(deferred);

    /// <summary>SQLite would make the file readable by all; its log and index take over the mode of the file.</summary>
    private void CreateForOwner()
    {
        if (!File.Exists(path) && !OperatingSystem.IsWindows())
        {
            using var file = new FileStream(
                path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
