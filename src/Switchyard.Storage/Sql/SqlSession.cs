using System.Data.Common;
using Dapper;

namespace Switchyard.Storage.Sql;

/// <summary>One transaction on one connection. Lives only inside <see cref="Database.ReadAsync{T}"/> or <see cref="Database.WriteAsync{T}"/>.</summary>
public abstract class SqlSession
{
    /// <summary>The open connection.</summary>
    protected internal abstract DbConnection Connection { get; }

    /// <summary>The open transaction.</summary>
    protected internal abstract DbTransaction Transaction { get; }

    /// <summary>Appended to a SELECT that must keep other writers from the rows until commit; empty where the whole database is locked anyway.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Appended to a SELECT of rows that must not be deleted until commit; others may keep and change them meanwhile. Empty where the whole database is locked anyway.</summary>
    public abstract string ForKeyShare { get; }

    /// <summary>As <see cref="ForUpdate"/>, but rows that another transaction has locked are left out instead of waited for.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>An SQL expression for the database's own clock, in milliseconds since 1970 UTC. What is compared over nodes is measured by it: their clocks may differ by an hour.</summary>
    public abstract string Now { get; }

    /// <summary>
    /// An SQL expression for the end of what may be read from the tail of usage: whatever a transaction writes that is open now, in this database or another of the server, has this position or a higher one.
    /// </summary>
    public abstract string UsageTailEnd { get; }

    /// <summary>Whether whoever ends interceptions gives them their position in the tail of usage (<see cref="Recording.UsageTail"/>); elsewhere the database does.</summary>
    internal virtual bool GivesTailPositions => false;

    /// <summary>Prepares <paramref name="sql"/> for many rows, one after the other. Null where a server is, which takes many rows in one statement at less cost.</summary>
    internal virtual IRowStatement? Prepare(string sql) => null;

    /// <summary>Wakes listeners on all nodes after the commit. <paramref name="stream"/> and <paramref name="version"/> are hints only.</summary>
    public abstract Task SignalAsync(string stream, long version, CancellationToken cancellationToken);

    /// <summary>The clock that all nodes of the database share, to the millisecond: the server's, or the machine's where the database is embedded.</summary>
    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => QueryFirstAsync<DateTimeOffset>($"select {ClockSql}", null, cancellationToken);

    /// <summary>An expression for the milliseconds since 1970 at this moment, not at the transaction's beginning.</summary>
    protected abstract string ClockSql { get; }

    /// <summary>Reads all rows of <paramref name="sql"/> as <typeparamref name="T"/>.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters, cancellationToken))).AsList();

    /// <summary>Reads the first row of <paramref name="sql"/>, or default without one.</summary>
    public Task<T?> QueryFirstAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        Connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters, cancellationToken));

    /// <summary>Executes <paramref name="sql"/> and returns the number of rows changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken) =>
        Connection.ExecuteAsync(Command(sql, parameters, cancellationToken));

    private CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, Transaction, cancellationToken: cancellationToken);
}
