using System.Globalization;
using Microsoft.Data.Sqlite;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite.Tests;

/// <summary>Statements below the driver: what they bind, and that a failure leaves them usable.</summary>
public sealed class SqliteRowStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteRowStatementTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Every_kind_of_value_is_what_the_driver_writes()
    {
        Run("create table kinds (id integer primary key, a, b, c, d, e, f, g)");
        var id = Guid.CreateVersion7();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_123);
        using var statements = new SqliteStatements(_connection);
        var insert = statements.Get("insert into kinds (a, b, c, d, e, f, g) values (?, ?, ?, ?, ?, ?, ?)");
        Execute(insert, ["text", long.MinValue, 7, true, id, at.ToUnixTimeMilliseconds(), new byte[] { 1, 0, 2 }], null);
        Execute(insert, ["", null, null, false, null, null, Array.Empty<byte>()], null);

        Rows("select typeof(a), a, b, c, d, e, f, hex(g), typeof(g) from kinds order by id").ShouldBe([
            $"text|text|{long.MinValue}|7|1|{id:D}|1764000000123|010002|blob",
            "text||||0||||blob",
        ]);
    }

    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    public void A_long_text_is_written_whole(int length)
    {
        Run("create table texts (a text)");
        using var statements = new SqliteStatements(_connection);
        var text = new string('€', length);
        Execute(statements.Get("insert into texts (a) values (?)"), [text], null);
        Rows("select a from texts").ShouldBe([text]);
    }

    [Fact]
    public void What_does_not_fit_into_the_memory_of_a_statement_is_written_all_the_same()
    {
        Run("create table mixed (a text, b blob, c text)");
        using var statements = new SqliteStatements(_connection);
        var insert = statements.Get("insert into mixed (a, b, c) values (?, ?, ?), (?, ?, ?)");
        var (text, bytes, id) = (new string('x', 65_530), new byte[70_000], Guid.CreateVersion7());
        bytes[^1] = 7;
        for (var round = 0; round < 2; round++)
        {
            Execute(insert, [text, bytes, id, "short", Array.Empty<byte>(), ""], null);
        }

        var each = (string[])[$"65530|70000|07|{id:D}", "5|0||"];
        Rows("select length(a), length(b), hex(substr(b, 70000)), c from mixed").ShouldBe([.. each, .. each]);
    }

    [Fact]
    public void What_a_statement_of_several_rows_returns_comes_whole()
    {
        Run("create table numbers (n integer primary key)");
        using var statements = new SqliteStatements(_connection);
        var returned = new List<string>();
        Execute(statements.Get("insert into numbers (n) values (?), (?), (?) on conflict do nothing returning n"), [1, 2, 1], returned);
        returned.ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_row_that_is_refused_names_the_reason_and_the_statement_goes_on()
    {
        Run("create table numbers (n integer primary key check (n < 10))");
        using var statements = new SqliteStatements(_connection);
        var insert = statements.Get("insert into numbers (n) values (?)");
        Should.Throw<SqliteException>(() => Execute(insert, [10], null)).Message.ShouldContain("CHECK");
        Execute(insert, [9], null);
        statements.Get("insert into numbers (n) values (?)").ShouldBeSameAs(insert);
        Rows("select n from numbers").ShouldBe(["9"]);
        Should.Throw<SqliteException>(() => statements.Get("insert into nowhere values (?)")).Message.ShouldContain("nowhere");
    }

    private static void Execute(IRowStatement statement, object?[] values, List<string>? returned)
    {
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case string text:
                    statement.Bind(i + 1, text);
                    break;
                case Guid id:
                    statement.Bind(i + 1, id);
                    break;
                case byte[] bytes:
                    statement.Bind(i + 1, bytes);
                    break;
                case null:
                    statement.BindNull(i + 1);
                    break;
                default:
                    statement.Bind(i + 1, Convert.ToInt64(values[i], CultureInfo.InvariantCulture));
                    break;
            }
        }

        statement.Execute(returned);
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<string> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
        }

        return rows;
    }
}
