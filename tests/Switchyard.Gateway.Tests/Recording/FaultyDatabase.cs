using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Tests.Recording;

/// <summary>A database whose writes fail where a test says so.</summary>
internal sealed class FaultyDatabase(Database inner) : Database
{
    private int _writes;

    /// <summary>Called before a write with its number (from 0); what it throws is what the write throws.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>Called after a write was committed; what it throws hides that from the caller.</summary>
    public Action<int>? After { get; set; }

    public override string Kind => inner.Kind;

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        inner.ReadAsync(work, cancellationToken);

    public override async Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var number = _writes++;
        Before?.Invoke(number);
        var result = await inner.WriteAsync(work, cancellationToken);
        After?.Invoke(number);
        return result;
    }

    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
