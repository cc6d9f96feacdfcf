using BenchmarkDotNet.Attributes;
using Switchyard.Hot;

namespace Switchyard.Bench.Micro.Leases;

/// <summary>What every request pays for a configuration that may change under it, and what a publication costs beside building what is published.</summary>
public class LeaseBenchmarks
{
    private readonly object _value = new();
    private HotSwap<object> _swap = null!;
    private Leased<object> _leased = null!;
    private long _revision;

    /// <summary>Makes both.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        (_swap, _leased, _revision) = (new HotSwap<object>(_value), new Leased<object>(_value), 0);
    }

    /// <summary>Ends them.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _leased.Retire(RetireMode.Cut, TimeSpan.Zero);
        Blocking.Run(() => _swap.DisposeAsync().AsTask());
    }

    /// <summary>A lease on a resource, and back.</summary>
    [Benchmark]
    public bool AcquireAndRelease()
    {
        var taken = _leased.TryAcquire(out var lease);
        lease.Dispose();
        return taken;
    }

    /// <summary>A lease on the snapshot in force, and back: once a request.</summary>
    [Benchmark]
    public object Snapshot()
    {
        using var lease = _swap.Acquire();
        return lease.Value;
    }

    /// <summary>The swap itself: the next snapshot is in force, the former one has ended.</summary>
    [Benchmark]
    public bool Publish() => _swap.TryPublish(_value, ++_revision, Timeout.InfiniteTimeSpan);
}
