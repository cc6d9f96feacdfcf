using BenchmarkDotNet.Attributes;
using Switchyard.Bench.Dial;

namespace Switchyard.Bench.Micro.Dialling;

/// <summary>What a step of a turn pays to find its agent when nothing has changed. The bar is 2 µs and no question to the database; <c>./bench/run dial</c> counts those.</summary>
public class DialBenchmarks
{
    private DialRig _rig = null!;

    /// <summary>Binds a chat to an agent and keeps a connection.</summary>
    [GlobalSetup]
    public void SetUp() => _rig = Blocking.Run(() => DialRig.StartAsync(CancellationToken.None));

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void CleanUp() => Blocking.Run(() => _rig.DisposeAsync().AsTask());

    /// <summary>The connection is there: leased and given back.</summary>
    [Benchmark]
    public void Connected() => Blocking.Run(_rig.StepAsync);

    /// <summary>The bound agent is known, and the user may use it.</summary>
    [Benchmark]
    public Guid Known() => _rig.Known();

    /// <summary>A whole lazily validated dial that is answered at once.</summary>
    [Benchmark]
    public void Dialled() => Blocking.Run(_rig.DialAsync);
}
