using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Tests.Rig;

/// <summary>A real database whose reads a test can fail or hold, and whose notifications it can drop or make up.</summary>
internal sealed class ScriptedDatabase(Database inner) : Database
{
    private readonly List<Action> _wakes = [];

    public override string Kind => inner.Kind;

    public Exception? Failure { get; set; }

    /// <summary>Fails the reads of records only.</summary>
    public Exception? FailsRecords { get; set; }

    /// <summary>Fails every write, as a copy of a database does that is only read.</summary>
    public Exception? FailsWrites { get; set; }

    /// <summary>Drops every notification from now on.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Holds the next read of records after it has read and before it returns.</summary>
    public Gate? HoldRead { get; set; }

    public void Wake() => _wakes.ForEach(wake => wake());

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        if (typeof(T).Name == "RecordsMoment" && FailsRecords is { } unreadable)
        {
            throw unreadable;
        }

        var result = await inner.ReadAsync(work, cancellationToken);
        if (typeof(T).Name == "RecordsMoment" && HoldRead is { } gate)
        {
            HoldRead = null;
            await gate.PassAsync().WaitAsync(cancellationToken);
        }

        return result;
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        FailsWrites is { } refused ? Task.FromException<T>(refused) : inner.WriteAsync(work, cancellationToken);

    public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        _wakes.Add(wake);
        return inner.ListenAsync(() =>
        {
            if (!IsDeaf)
            {
                wake();
            }
        }, cancellationToken);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
