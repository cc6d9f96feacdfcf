using Switchyard.Storage.Sql;

namespace Switchyard.Bench.DataPlanes;

/// <summary>Counts transactions.</summary>
internal sealed class CountingDatabase(Database inner) : Database
{
    private long _count;

    /// <summary>Transactions so far, of either kind.</summary>
    public long Count => Volatile.Read(ref _count);

    public override string Kind => inner.Kind;

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return inner.ReadAsync(work, cancellationToken);
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return inner.WriteAsync(work, cancellationToken);
    }

    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public override void ListenAnew() => inner.ListenAnew();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
