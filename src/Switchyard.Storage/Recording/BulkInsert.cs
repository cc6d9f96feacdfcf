using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>Inserts many rows by few statements, each with as many rows as fit: the same SQL on both databases, without a round trip per row.</summary>
/// <param name="table">Table name.</param>
/// <param name="onConflict">The ON CONFLICT clause.</param>
/// <param name="columns">Columns and how to read them from a row.</param>
/// <typeparam name="T">The row.</typeparam>
internal sealed class BulkInsert<T>(string table, string onConflict, params BulkInsert<T>.Column[] columns)
{
    // SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535; longer statements cost more to parse than they save.
    private const int MaxParameters = 4_000;
    private readonly int _rowsPerStatement = Math.Max(1, MaxParameters / columns.Length);
    private string? _fullStatement;

    /// <summary>Inserts <paramref name="rows"/>.</summary>
    public async Task ExecuteAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        for (var from = 0; from < rows.Count; from += _rowsPerStatement)
        {
            await using var command = CommandFor(session, rows, from);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Inserts <paramref name="rows"/> and gives the text of the first column that the RETURNING clause names, for each row that was inserted or changed.</summary>
    public async Task<HashSet<string>> ReturnAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var returned = new HashSet<string>(StringComparer.Ordinal);
        for (var from = 0; from < rows.Count; from += _rowsPerStatement)
        {
            await using var command = CommandFor(session, rows, from);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                returned.Add(reader.GetString(0));
            }
        }

        return returned;
    }

    private static object ToDatabase(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset at => at.ToUnixTimeMilliseconds(),
        _ => value,
    };

    private DbCommand CommandFor(SqlSession session, IReadOnlyList<T> rows, int from)
    {
        var count = Math.Min(_rowsPerStatement, rows.Count - from);
        var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = count == _rowsPerStatement ? _fullStatement ??= Statement(count) : Statement(count);
        for (var i = 0; i < count * columns.Length; i++)
        {
            var column = columns[i % columns.Length];
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.DbType = column.Type;
            parameter.Value = ToDatabase(column.Value(rows[from + (i / columns.Length)]));
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
