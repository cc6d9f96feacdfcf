using Microsoft.Data.Sqlite;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>The prepared statements of one connection, kept for its life: there are a dozen at most, and preparing one costs as much as ten rows. Used by one thread at a time; ends before its connection.</summary>
/// <param name="connection">The connection.</param>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly BoundBytes _bytes = new();
    private readonly Dictionary<string, SqliteRowStatement> _statements = new(StringComparer.Ordinal);

    /// <summary>The statement <paramref name="sql"/>.</summary>
    /// <exception cref="SqliteException">It is no statement that this database understands.</exception>
    public IRowStatement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteRowStatement(connection, sql, _bytes);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
