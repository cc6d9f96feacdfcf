using Microsoft.Data.Sqlite;

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
        insert.Execute(["text", long.MinValue, 7, true, id, at, new byte[] { 1, 0, 2 }], null);
        insert.Execute(["", null, null, false, null, null, Array.Empty<byte>()], null);

        Rows("select typeof(a), a, b, c, d, e, f, hex(g), typeof(g) from kinds order by id").ShouldBe([
            $"text|text|{long.MinValue}|7|1|{id:D}|1764000000123|010002|blob",
            "text||||0||||blob",
        ]);
    }

    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(5_000)]
    public void A_long_text_is_written_whole(int length)
    {
        Run("create table texts (a text)");
        using var statements = new SqliteStatements(_connection);
        var text = new string('€', length);
        statements.Get("insert into texts (a) values (?)").Execute([text], null);
        Rows("select a from texts").ShouldBe([text]);
    }

    [Fact]
    public void What_a_statement_of_several_rows_returns_comes_whole()
    {
        Run("create table numbers (n integer primary key)");
        using var statements = new SqliteStatements(_connection);
        var returned = new List<string>();
        statements.Get("insert into numbers (n) values (?), (?), (?) on conflict do nothing returning n").Execute([1, 2, 1], returned);
        returned.ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_row_that_is_refused_names_the_reason_and_the_statement_goes_on()
    {
        Run("create table numbers (n integer primary key check (n < 10))");
        using var statements = new SqliteStatements(_connection);
        var insert = statements.Get("insert into numbers (n) values (?)");
        Should.Throw<SqliteException>(() => insert.Execute([10], null)).Message.ShouldContain("CHECK");
        insert.Execute([9], null);
        statements.Get("insert into numbers (n) values (?)").ShouldBeSameAs(insert);
        Rows("select n from numbers").ShouldBe(["9"]);
        Should.Throw<SqliteException>(() => statements.Get("insert into nowhere values (?)")).Message.ShouldContain("nowhere");
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
