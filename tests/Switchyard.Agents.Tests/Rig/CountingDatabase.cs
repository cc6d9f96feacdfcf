using Switchyard.Hub.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>Counts transactions, and is away when a test wants it.</summary>
internal sealed class CountingDatabase(Database inner) : Database
{
    private long _reads;
    private long _writes;

    public long Reads => Volatile.Read(ref _reads);

    public long Writes => Volatile.Read(ref _writes);

    /// <summary>While true every transaction fails as with a database that can not be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>The next transaction that begins a turn is committed, and nobody hears of it: the database is away from then on.</summary>
    public bool LosesNextTurn { get; set; }

    /// <summary>The next transaction that begins a turn is committed, and the database is away from then on.</summary>
    public bool LeavesAfterNextTurn { get; set; }

    public override string Kind => inner.Kind;

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        Interlocked.Increment(ref _reads);
        return inner.ReadAsync(work, cancellationToken);
    }

    public override async Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ThrowIfAway();
        Interlocked.Increment(ref _writes);
        var done = await inner.WriteAsync(work, cancellationToken);
        if (done is not BegunTurn || !(LosesNextTurn || LeavesAfterNextTurn))
        {
            return done;
        }

        var isLost = LosesNextTurn;
        (LosesNextTurn, LeavesAfterNextTurn, IsAway) = (false, false, true);
        return isLost ? throw new DatabaseUnavailableException("The database went away.", new IOException("away")) { OutcomeUnknown = true } : done;
    }

    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public override void ListenAnew() => inner.ListenAnew();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new DatabaseUnavailableException("The database is away.", new IOException("away"));
        }
    }
}
