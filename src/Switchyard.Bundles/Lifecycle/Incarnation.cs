using Switchyard.Bundles.Sessions;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>
/// One server of a bundle, from the moment it came up until nothing of it is left. Calls hold leases on it; whoever takes it out of service retires it, and it is stopped when the last call has ended.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing that must be given back.
internal sealed class Incarnation
#pragma warning restore CA1001
{
    private readonly ILiveServer _server;
    private readonly Leased<ILiveServer> _leased;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _retired = new();
    private volatile bool _isUnresponsive;

    /// <summary>Takes a server that has just come up into service.</summary>
    /// <param name="config">What it was started with.</param>
    /// <param name="generation">Its number.</param>
    /// <param name="server">The server; owned by this object from now on.</param>
    /// <param name="time">Clock.</param>
    public Incarnation(BundleConfig config, long generation, ILiveServer server, TimeProvider time)
    {
        (Config, Generation, _server, _time, _startedAt) = (config, generation, server, time, time.GetTimestamp());
        _leased = new Leased<ILiveServer>(server, static server => server.StopAsync(StopMode.Orderly), time);
        Retired = _retired.Token;
        Gone = AwaitEndAsync();
    }

    public BundleConfig Config { get; }

    public long Generation { get; }

    public ILiveServer Server => _server;

    /// <summary>Completes, never fails, when it was retired and nothing of it is left.</summary>
    public Task Gone { get; }

    /// <summary>Cancelled when it is taken out of service.</summary>
    public CancellationToken Retired { get; }

    /// <summary>Cancelled when it is cut, or when its time to drain is over.</summary>
    public CancellationToken CutToken => _leased.CutToken;

    /// <summary>Whether it has ended by itself, or was ended.</summary>
    public bool HasEnded => _server.Ended.IsCompleted;

    /// <summary>Whether it did not answer probes.</summary>
    public bool IsUnresponsive
    {
        get => _isUnresponsive;
        set => _isUnresponsive = value;
    }

    /// <summary>How long it has been up.</summary>
    public TimeSpan Uptime => _time.GetElapsedTime(_startedAt);

    public bool TryAcquire(out Lease<ILiveServer> lease) => _leased.TryAcquire(out lease);

    /// <summary>Takes it out of service: calls in flight may end within <paramref name="ceiling"/>.</summary>
    public void Drain(TimeSpan ceiling)
    {
        _leased.Retire(RetireMode.Drain, ceiling);
        _ = _retired.CancelAsync();
    }

    /// <summary>Ends it at once, whoever uses it.</summary>
    public void Cut()
    {
        _leased.Retire(RetireMode.Cut, TimeSpan.Zero);
        _ = _retired.CancelAsync();
        // Not when the last caller has let go: what was revoked must not be used a moment longer.
        _ = _server.StopAsync(StopMode.Now).AsTask();
    }

    private async Task AwaitEndAsync() => await _leased.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
