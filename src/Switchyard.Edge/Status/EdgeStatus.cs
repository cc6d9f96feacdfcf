using Switchyard.Hot;

namespace Switchyard.Edge.Status;

/// <summary>How this edge stands to its control plane, for everybody who only reads it. The subscription is the one writer.</summary>
public sealed class EdgeStatus
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Published<EdgeReport> _report = new(new EdgeReport(EdgeState.Connecting, "The control plane has not answered yet."));
    private volatile EdgeGateway? _gateway;
    private long _changes;

    /// <summary>How it stands now.</summary>
    public EdgeReport Report => _report.Current;

    /// <summary>Number of changes of <see cref="Report"/> so far, for <see cref="WaitForChangeAsync"/>.</summary>
    public long Changes => _report.Revision;

    /// <summary>Completes when there is something to serve, or the first attempt to get it has failed.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The gateway this edge is; null before a node or the disk has said so.</summary>
    public EdgeGateway? Gateway => _gateway;

    /// <summary>Completes when <see cref="Changes"/> is greater than <paramref name="seen"/>.</summary>
    public Task WaitForChangeAsync(long seen, CancellationToken cancellationToken) => _report.WaitForAsync(seen + 1, cancellationToken);

    internal void Is(Guid id, string name) => _gateway = new EdgeGateway(id, name);

    internal void Set(EdgeState state, string? reason)
    {
        var next = new EdgeReport(state, reason);
        if (next != Report)
        {
            _report.TryPublish(next, ++_changes, out _);
        }
    }

    internal void Settle() => _settled.TrySetResult();
}
