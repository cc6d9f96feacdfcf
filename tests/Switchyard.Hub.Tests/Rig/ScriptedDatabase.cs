using System.Threading.Channels;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>A real database whose reads and notifications a test can fail, hold and count.</summary>
internal sealed class ScriptedDatabase(Database inner) : Database
{
    private readonly Channel<int> _reads = Channel.CreateUnbounded<int>();
    private Action _wake = () => { };
    private Gate? _listen;

    public override string Kind => inner.Kind;

    /// <summary>One item for each read that has ended, well or not.</summary>
    public ChannelReader<int> Reads => _reads.Reader;

    public Exception? Failure { get; set; }

    public Exception? ListenFailure { get; set; }

    public bool Deaf { get; init; }

    /// <summary>How often it was told to listen anew.</summary>
    public int Renewals { get; private set; }

    public void Wake() => _wake();

    public override void ListenAnew() => Renewals++;

    public Gate HoldListen() => _listen = new Gate();

    public Task DrainReadsAsync()
    {
        while (_reads.Reader.TryRead(out _))
        {
        }

        return Task.CompletedTask;
    }

    public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return Failure is null ? await inner.ReadAsync(work, cancellationToken) : throw Failure;
        }
        finally
        {
            _reads.Writer.TryWrite(0);
        }
    }

    public override Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => inner.WriteAsync(work, cancellationToken);

    public override async Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        if (_listen is not null)
        {
            await _listen.PassAsync();
        }

        if (ListenFailure is not null)
        {
            throw ListenFailure;
        }

        _wake = wake;
        return await inner.ListenAsync(Deaf ? () => { } : wake, cancellationToken);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _open.SetResult();

        public Task PassAsync()
        {
            _reached.TrySetResult();
            return _open.Task;
        }
    }
}
