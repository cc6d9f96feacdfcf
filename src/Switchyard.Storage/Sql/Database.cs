namespace Switchyard.Storage.Sql;

/// <summary>
/// A database: consistent reads, transactions, migrations and the wake-up that tells of commits. Two kinds exist, SQLite and PostgreSQL; one compliance suite holds both.
/// Failures are <see cref="DatabaseUnavailableException"/> (away; try later), <see cref="DatabaseBusyException"/> (a lock was not to be had within 5 s; nothing was written)
/// and <see cref="UniqueConflictException"/> (the same name is there already; nothing was written). Whatever the work itself throws passes through unchanged.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    static Database() => SqlConventions.Apply();

    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Applies the numbered migrations under a lock; safe when several nodes do it at once. A newer schema is refused by <see cref="SchemaException"/>.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Asks for version, schema and clock; works before the first migration too.</summary>
    public abstract Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one read-only transaction: everything it reads is of one instant. A write in it fails.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction that commits when it returns and rolls back when it throws. After the commit, and only then, signals raised by the session wake listeners.</summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, without a result.</summary>
    public Task WriteAsync(Func<SqlSession, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async (session, token) =>
            {
                await work(session, token);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Listens for commits of any node that raised a signal. <paramref name="wake"/> carries no data and may come late, twice or never: who needs certainty also polls.
    /// The task returned completes when listening is established; disposing the subscription ends it. Reconnects by itself and wakes after each reconnect.
    /// </summary>
    public abstract Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken);

    /// <summary>
    /// Which transactions of the server may still commit something; null where there is one writer at a time, so that nobody waits for any.
    /// </summary>
    /// <param name="naming">Whether the oldest one is to be named; that costs a look at every session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual Task<OpenTransactions?> OpenTransactionsAsync(bool naming, CancellationToken cancellationToken) => Task.FromResult<OpenTransactions?>(null);

    /// <summary>
    /// Says that a commit was found which no listener was woken for: whatever carries the wake-ups may be dead without showing it, and is replaced. Costs a reconnection, loses nothing and returns at once.
    /// </summary>
    public virtual void ListenAnew()
    {
    }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
