using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Switchyard.Storage.Sql;

/// <summary>
/// A statement over many rows, in the way that is cheap on the database at hand: with a server, few statements of many rows each, so that there is no round trip per row; embedded, a prepared statement
/// of some rows, executed again and again (<see cref="IRowStatement"/>).
/// </summary>
/// <param name="columns">Columns and how to read them from a row.</param>
/// <typeparam name="T">The row.</typeparam>
internal abstract class BulkStatement<T>(params BulkColumn<T>[] columns)
{
    // A statement of several rows opens the table and its indexes once for all; more rows bring little more.
    private const int EmbeddedRows = 16;

    // PostgreSQL takes 65,535 parameters in a statement; longer statements cost more to parse than they save.
    private const int MaxParameters = 4_000;
    private readonly BulkColumn<T>[] _given = [.. columns.Where(column => column.Value is not null)];
    private readonly ConcurrentDictionary<int, string> _statements = new();
    private readonly string?[] _rowStatements = new string?[2];

    /// <summary>Executes it for <paramref name="rows"/>.</summary>
    public Task ExecuteAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken) =>
        TryEmbedded(session, rows, returned: null) ? Task.CompletedTask : EachAsync(session, rows, async command => await command.ExecuteNonQueryAsync(cancellationToken));

    /// <summary>Executes it for <paramref name="rows"/> and gives the text of the first column that the RETURNING clause names, for each row that was inserted or changed.</summary>
    public async Task<HashSet<string>> ReturnAsync(SqlSession session, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var returned = new HashSet<string>(StringComparer.Ordinal);
        if (!TryEmbedded(session, rows, returned))
        {
            await EachAsync(session, rows, async command =>
            {
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    returned.Add(reader.GetString(0));
                }
            });
        }

        return returned;
    }

    private bool TryEmbedded(SqlSession session, IReadOnlyList<T> rows, HashSet<string>? returned)
    {
        var together = rows.Count - (rows.Count % EmbeddedRows);
        return TryEmbedded(session, rows, 0, together, EmbeddedRows, returned) && TryEmbedded(session, rows, together, rows.Count, 1, returned);
    }

    private bool TryEmbedded(SqlSession session, IReadOnlyList<T> rows, int from, int to, int count, HashSet<string>? returned)
    {
        if (from == to)
        {
            return true;
        }

        var statement = session.Prepare(_rowStatements[count == 1 ? 0 : 1] ??= Statement(count, static _ => "?"));
        if (statement is null)
        {
            return false;
        }

        for (var first = from; first < to; first += count)
        {
            var place = 0;
            for (var i = first; i < first + count; i++)
            {
                foreach (var column in _given)
                {
                    column.Bind!(statement, ++place, rows[i]);
                }
            }

            statement.Execute(returned);
        }

        return true;
    }

    private async Task EachAsync(SqlSession session, IReadOnlyList<T> rows, Func<DbCommand, Task> execute)
    {
        var rowsPerStatement = Math.Max(1, MaxParameters / _given.Length);
        DbCommand? command = null;
        try
        {
            for (var from = 0; from < rows.Count; from += rowsPerStatement)
            {
                var count = Math.Min(rowsPerStatement, rows.Count - from);
                if (command is null || command.Parameters.Count != count * _given.Length)
                {
                    await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
                    command = CommandFor(session, count);
                }

                for (var i = 0; i < command.Parameters.Count; i++)
                {
                    command.Parameters[i].Value = _given[i % _given.Length].Value!(rows[from + (i / _given.Length)]) ?? DBNull.Value;
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
        command.CommandText = _statements.GetOrAdd(rows, count => Statement(count, static number => string.Create(CultureInfo.InvariantCulture, $"@p{number}")));
        for (var i = 0; i < rows * _given.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.DbType = _given[i % _given.Length].Type;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>The statement, given its <c>values (…), (…)</c>.</summary>
    protected abstract string Text(string values);

    /// <summary>A parameter, as it stands among the values.</summary>
    protected virtual string Value(BulkColumn<T> column, string parameter) => parameter;

    private string Statement(int rows, Func<int, string> parameter)
    {
        var values = new StringBuilder("values ");
        var number = 0;
        for (var i = 0; i < rows * columns.Length; i++)
        {
            var column = columns[i % columns.Length];
            values.Append(i == 0 ? "(" : i % columns.Length == 0 ? "), (" : ", ").Append(column.Value is null ? column.Sql : Value(column, parameter(number++)));
        }

        return Text(values.Append(')').ToString());
    }
}
