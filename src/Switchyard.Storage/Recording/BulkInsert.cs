using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>
/// Inserts many rows in the way that is cheap on the database at hand: with a server, few statements of many rows each, so that there is no round trip per row; embedded, one prepared statement
/// that is executed row by row (SQLite looks parameters up by name one after the other, so a statement of thousands costs the square of it).
/// </summary>
/// <param name="table">Table name.</param>
/// <param name="onConflict">The ON CONFLICT clause.</param>
/// <param name="columns">Columns and how to read them from a row.</param>
/// <typeparam name="T">The row.</typeparam>
internal sealed class BulkInsert<T>(string table, string onConflict, params BulkInsert<T>.Column[] columns)
{
    // SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535; longer statements cost more to parse than they save.
    private const int MaxParameters = 4_000;
    private readonly int _rowsPerStatement = Math.Max(1, MaxParameters / columns.Length);
    private readonly ConcurrentDictionary<int, string> _statements = new();

    /// <summary>Inserts <paramref name="rows"/>.</summary>
    public Task ExecuteAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken) =>
        EachAsync(session, rows, async command => await command.ExecuteNonQueryAsync(cancellationToken));

    /// <summary>Inserts <paramref name="rows"/> and gives the text of the first column that the RETURNING clause names, for each row that was inserted or changed.</summary>
    public async Task<HashSet<string>> ReturnAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var returned = new HashSet<string>(StringComparer.Ordinal);
        await EachAsync(session, rows, async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                returned.Add(reader.GetString(0));
            }
        });
        return returned;
    }

    private static object ToDatabase(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset at => at.ToUnixTimeMilliseconds(),
        _ => value,
    };

    private async Task EachAsync(SqlSession session, IReadOnlyList<T> rows, Func<DbCommand, Task> execute)
    {
        var rowsPerStatement = session.Connection.CanCreateBatch ? _rowsPerStatement : 1;
        DbCommand? command = null;
        try
        {
            for (var from = 0; from < rows.Count; from += rowsPerStatement)
            {
                var count = Math.Min(rowsPerStatement, rows.Count - from);
                if (command is null || command.Parameters.Count != count * columns.Length)
                {
                    await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
                    command = CommandFor(session, count);
                }

                for (var i = 0; i < command.Parameters.Count; i++)
                {
                    command.Parameters[i].Value = ToDatabase(columns[i % columns.Length].Value(rows[from + (i / columns.Length)]));
                }

                await execute(command);
            }
        }
        finally
        {
            await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private DbCommand CommandFor(SqlSession session, int rows)
    {
        var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = _statements.GetOrAdd(rows, Statement);
        for (var i = 0; i < rows * columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.DbType = columns[i % columns.Length].Type;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private string Statement(int rows)
    {
        var sql = new StringBuilder("insert into ").Append(table).Append(" (").AppendJoin(", ", columns.Select(column => column.Name)).Append(") values ");
        for (var i = 0; i < rows * columns.Length; i++)
        {
            var first = i % columns.Length == 0;
            sql.Append(first ? i == 0 ? "(" : "), (" : ", ").Append(CultureInfo.InvariantCulture, $"@p{i}");
        }

        return sql.Append(") ").Append(onConflict).ToString();
    }

    /// <summary>A column.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type; needed for nulls.</param>
    /// <param name="Value">Reads it from a row.</param>
    internal sealed record Column(string Name, DbType Type, Func<T, object?> Value);
}
