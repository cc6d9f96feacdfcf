using System.Data.Common;
using Microsoft.Data.Sqlite;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Sqlite;

/// <summary>A transaction on the writer or on a reader.</summary>
/// <param name="connection">The connection.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="statements">The writer's prepared statements; null for a reader.</param>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, SqliteStatements? statements = null) : SqlSession
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
    public override string UsageTailEnd => UsageTail.Next;

    /// <inheritdoc />
    internal override bool GivesTailPositions => true;

    /// <inheritdoc />
    protected internal override DbConnection Connection => connection;

    /// <inheritdoc />
    protected internal override DbTransaction Transaction => transaction;

    /// <inheritdoc />
    protected override string ClockSql => "cast(round((julianday('now') - 2440587.5) * 86400000) as integer)";

    /// <inheritdoc />
    internal override IRowStatement Prepare(string sql) => (statements ?? throw new InvalidOperationException("Nothing is written in a transaction that only reads.")).Get(sql);

    /// <inheritdoc />
    public override Task SignalAsync(string stream, long version, CancellationToken cancellationToken)
    {
        Signalled = true;
        return Task.CompletedTask;
    }
}
