using System.Globalization;
using System.Text;
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
    private const int IdLength = 36;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares <paramref name="sql"/>.</summary>
    /// <exception cref="SqliteException">It is no statement that this database understands.</exception>
    public SqliteRowStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public void Execute(ReadOnlySpan<object?> values, ICollection<string>? returned)
    {
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(Bind(i + 1, values[i]));
            }

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
        }
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => Bind(place, text),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        int number => raw.sqlite3_bind_int64(_statement, place, number),
        bool flag => raw.sqlite3_bind_int64(_statement, place, flag ? 1 : 0),
        Guid id => Bind(place, id),
        DateTimeOffset at => raw.sqlite3_bind_int64(_statement, place, at.ToUnixTimeMilliseconds()),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"A value of type {value.GetType()} has no column type.")),
    };

    private int Bind(int place, Guid id)
    {
        Span<byte> text = stackalloc byte[IdLength];
        id.TryFormat(text, out _);
        return raw.sqlite3_bind_text(_statement, place, text);
    }

    // Nearly all texts are short: names and ids. A span of nothing has no address, which SQLite takes for null.
    private int Bind(int place, string text)
    {
        const int Short = 256;
        Span<byte> bytes = stackalloc byte[Short];
        return text.Length == 0 ? raw.sqlite3_bind_text(_statement, place, text)
            : Encoding.UTF8.TryGetBytes(text, bytes, out var length) ? raw.sqlite3_bind_text(_statement, place, bytes[..length])
            : raw.sqlite3_bind_text(_statement, place, Encoding.UTF8.GetBytes(text));
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
