using System.Data.Common;
using Microsoft.Data.Sqlite;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>A transaction on the writer or on a reader.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction) : SqlSession
{
    /// <summary>Whether listeners are to be woken after the commit.</summary>
    public bool Signalled { get; private set; }

    /// <summary>Empty: a writer holds the whole database.</summary>
    public override string ForUpdate => "";

    /// <inheritdoc cref="ForUpdate"/>
    public override string ForKeyShare => "";

    /// <inheritdoc cref="ForUpdate"/>
    public override string ForUpdateSkipLocked => "";

    /// <inheritdoc />
    public override string Now => "cast((julianday('now') - 2440587.5) * 86400000 as integer)";

    /// <summary>One writer at a time: what is committed is final.</summary>
    public override string UsageTailEnd => "(select last + 1 from usage_tail)";

    /// <inheritdoc />
    internal override string UsageTailNext => "(select last + 1 from usage_tail)";

    /// <inheritdoc />
    protected internal override DbConnection Connection => connection;

    /// <inheritdoc />
    protected internal override DbTransaction Transaction => transaction;

    /// <inheritdoc />
    protected override string ClockSql => "cast(round((julianday('now') - 2440587.5) * 86400000) as integer)";

    /// <inheritdoc />
    internal override IRowStatement Prepare(string sql) => new SqliteRowStatement(connection, sql);

    /// <inheritdoc />
    public override Task SignalAsync(string stream, long version, CancellationToken cancellationToken)
    {
        Signalled = true;
        return Task.CompletedTask;
    }
}
