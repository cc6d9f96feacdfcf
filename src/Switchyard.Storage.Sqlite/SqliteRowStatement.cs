using Microsoft.Data.Sqlite;
using SQLitePCL;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>
/// A prepared statement below the driver, which prepares one again for each command and asks SQLite for the place of each named parameter, for each row: with the fifty columns of an interception
/// that was most of what recording one cost.
/// </summary>
internal sealed class SqliteRowStatement : IRowStatement, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly BoundBytes _bytes;

    /// <summary>Prepares <paramref name="sql"/>.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="bytes">Has what is bound while the statement is executed; statements that are executed one after the other share it.</param>
    /// <exception cref="SqliteException">It is no statement that this database understands.</exception>
    public SqliteRowStatement(SqliteConnection connection, string sql, BoundBytes bytes)
    {
        _connection = connection.Handle!;
        _bytes = bytes;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <inheritdoc />
    public void BindNull(int place) => Check(SqliteBinding.Null(Handle, place));

    /// <inheritdoc />
    public void Bind(int place, string value) => Check(_bytes.TryWrite(value, out var written) ? SqliteBinding.Text(Handle, place, written) : raw.sqlite3_bind_text(_statement, place, value));

    /// <inheritdoc />
    public void Bind(int place, Guid value) => Check(_bytes.TryWrite(value, out var written) ? SqliteBinding.Text(Handle, place, written) : raw.sqlite3_bind_text(_statement, place, value.ToString("D")));

    /// <inheritdoc />
    public void Bind(int place, long value) => Check(SqliteBinding.Number(Handle, place, value));

    /// <inheritdoc />
    public void Bind(int place, byte[] value) => Check(_bytes.TryWrite(value, out var written) ? SqliteBinding.Blob(Handle, place, written) : raw.sqlite3_bind_blob(_statement, place, value));

    /// <inheritdoc />
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public void Execute(ICollection<string>? returned)
    {
        try
        {
            int result;
            while ((result = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
            {
                returned?.Add(raw.sqlite3_column_text(_statement, 0).utf8_to_string());
            }

            Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        }
        finally
        {
            // It says again what the step said.
            _ = raw.sqlite3_reset(_statement);
            _bytes.Clear();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    // It lives as long as this does.
    private nint Handle => _statement.DangerousGetHandle();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _connection);
        }
    }
}
