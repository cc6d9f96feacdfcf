using System.Threading.Channels;
using Switchyard.Storage.Sql;

namespace Switchyard.Bundles.Tests.Rigs;

/// <summary>A real database that goes away and comes back when a test wants it.</summary>
internal sealed class MovableDatabase(Database inner) : Database
{
    private readonly Channel<bool> _refused = Channel.CreateUnbounded<bool>();

    public bool IsAway { get; set; }

    /// <summary>One item for each write that found it away.</summary>
    public ChannelReader<bool> Refused => _refused.Reader;

    public override string Kind => inner.Kind;

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => IsAway ? throw Away() : inner.ReadAsync(work, cancellationToken);

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!IsAway)
        {
            return inner.WriteAsync(work, cancellationToken);
        }

        _refused.Writer.TryWrite(true);
        throw Away();
    }

    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

    public override void ListenAnew() => inner.ListenAnew();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private static DatabaseUnavailableException Away() => new("The database is away.", new IOException("away"));
}
