using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>What every compliance class has: a fresh database per test and shortcuts to read and write it.</summary>
public abstract class StorageCompliance : IAsyncLifetime
{
    /// <summary>A time with whole milliseconds, as the database keeps them.</summary>
    protected static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 34, 56, 789, TimeSpan.Zero);

    private long _ids;

    /// <summary>The database of this test.</summary>
    protected TestDatabase Rig { get; private set; } = null!;

    /// <summary>Its first node.</summary>
    protected Database Database => Rig.Node;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>How long a write of this class' tests waits for a lock; null for the product's 5 s.</summary>
    protected virtual TimeSpan? LockTimeout => null;

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => Rig = await (await CreateAsync()).MigratedAsync(LockTimeout);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty database.</summary>
    protected abstract Task<TestDatabase> CreateAsync();

    /// <summary>A new id.</summary>
    protected Guid NewId() => Guid.CreateVersion7(Now.AddMilliseconds(Interlocked.Increment(ref _ids)));

    /// <summary>Reads in one transaction.</summary>
    protected Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work) => Database.ReadAsync(work, Ended);

    /// <summary>Writes in one transaction.</summary>
    protected Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work) => Database.WriteAsync(work, Ended);

    /// <summary>Writes in one transaction.</summary>
    protected Task WriteAsync(Func<SqlSession, CancellationToken, Task> work) => Database.WriteAsync(work, Ended);

    /// <summary>Runs SQL that the product has no method for.</summary>
    protected Task<int> ExecuteAsync(string sql, object? parameters = null) => WriteAsync((session, token) => session.ExecuteAsync(sql, parameters, token));
}
