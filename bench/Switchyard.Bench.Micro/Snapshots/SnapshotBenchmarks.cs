using BenchmarkDotNet.Attributes;
using Switchyard.Bench.DataPlanes;
using Switchyard.Model.Revisions;

namespace Switchyard.Bench.Micro.Snapshots;

/// <summary>The data plane's share of a reload: the next configuration compared with the one in force, what changed built, what did not taken over, the snapshot swapped and the former one ended.</summary>
public class SnapshotBenchmarks
{
    private DataPlane _plane = null!;
    private ConfigurationModel _model = null!;

    /// <summary>Providers in the configuration.</summary>
    [Params(1, 100, 10_000)]
    public int Providers { get; set; }

    /// <summary>Puts the configuration in force.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _model = Models.Of(Providers, accessKeys: 100).Model;
        _plane = Blocking.Run(() => DataPlane.StartAsync(_model, CancellationToken.None));
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void CleanUp() => Blocking.Run(() => _plane.DisposeAsync().AsTask());

    /// <summary>One provider changed, the others are the same by value.</summary>
    [Benchmark]
    public void OneProviderChanged()
    {
        _model = Models.WithProviderChanged(_model);
        Blocking.Run(() => _plane.ApplyAsync(_model, CancellationToken.None));
    }
}
