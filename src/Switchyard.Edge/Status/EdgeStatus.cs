namespace Switchyard.Edge.Status;

/// <summary>How this edge stands to its control plane, for everybody who only reads it. The subscription is the one writer.</summary>
public sealed class EdgeStatus
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EdgeReport _report = new(EdgeState.Connecting, "The control plane has not answered yet.");

    /// <summary>How it stands now.</summary>
    public EdgeReport Report => _report;

    /// <summary>Completes when there is something to serve, or the first attempt to get it has failed.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The gateway this edge is; null before a node or the disk has said so.</summary>
    public EdgeGateway? Gateway { get; private set; }

    internal void Is(Guid id, string name) => Gateway = new EdgeGateway(id, name);

    internal void Set(EdgeState state, string? reason) => _report = new EdgeReport(state, reason);

    internal void Settle() => _settled.TrySetResult();
}
