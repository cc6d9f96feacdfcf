using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>
/// The database of a node that may serve before it is there. Until its schema is known to be the right one it is away for everybody but the migration: nothing is read from tables that may be others, and
/// nothing is written into them. Whoever listens waits; everybody else goes on as in any outage.
/// </summary>
internal sealed class StartingDatabase(Database inner) : Database
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    /// <inheritdoc />
    public override string Kind => inner.Kind;

    /// <summary>Migrates, and opens the database to everybody.</summary>
    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await inner.MigrateAsync(cancellationToken);
        _ready.TrySetResult();
    }

    /// <inheritdoc />
    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    /// <inheritdoc />
    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _ready.Task.IsCompleted ? inner.ReadAsync(work, cancellationToken) : Task.FromException<T>(Away());

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _ready.Task.IsCompleted ? inner.WriteAsync(work, cancellationToken) : Task.FromException<T>(Away());

    /// <inheritdoc />
    public override async Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        await _ready.Task.WaitAsync(cancellationToken);
        return await inner.ListenAsync(wake, cancellationToken);
    }

    /// <inheritdoc />
    public override void ListenAnew() => inner.ListenAnew();

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? inner.DisposeAsync() : ValueTask.CompletedTask;

    private static DatabaseUnavailableException Away() => new("The database has not been reached since this node started.");
}
