using Switchyard.Configuration.Reloading;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Tests.Rig;

/// <summary>A part of the node that writes down what it is told to do, and does what the test wants.</summary>
internal sealed class ScriptedConsumer(string name = "part") : IConfigurationConsumer
{
    private readonly Lock _gate = new();
    private readonly List<long> _committed = [];
    private int _prepares;
    private int _running;

    public string Name => name;

    public Func<ConfigurationModel, CancellationToken, Task>? OnPrepare { get; set; }

    public Action<ConfigurationModel>? OnCommit { get; set; }

    public Func<ConfigurationModel, Task>? OnProbe { get; set; }

    public int Prepares => Volatile.Read(ref _prepares);

    public int Undone { get; private set; }

    public int Live { get; private set; }

    public bool Overlapped { get; private set; }

    public long[] Committed
    {
        get
        {
            lock (_gate)
            {
                return [.. _committed];
            }
        }
    }

    public async ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _prepares);
        Overlapped |= Interlocked.Increment(ref _running) > 1;
        try
        {
            if (OnPrepare is { } prepare)
            {
                await prepare(next, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }

        lock (_gate)
        {
            Live++;
        }

        return new Prepared(this, next);
    }

    private sealed class Prepared(ScriptedConsumer owner, ConfigurationModel next) : IProbedChange
    {
        private bool _committed;

        public Task ProbeAsync(CancellationToken cancellationToken) => owner.OnProbe?.Invoke(next) ?? Task.CompletedTask;

        public void Commit()
        {
            owner.OnCommit?.Invoke(next);
            lock (owner._gate)
            {
                _committed = true;
                owner._committed.Add(next.Revision);
            }
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner.Live--;
                owner.Undone += _committed ? 0 : 1;
            }
        }
    }
}
