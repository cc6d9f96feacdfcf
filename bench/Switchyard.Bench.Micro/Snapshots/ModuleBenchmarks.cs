using BenchmarkDotNet.Attributes;
using Switchyard.Bench.DataPlanes;
using Switchyard.Model.Revisions;

namespace Switchyard.Bench.Micro.Snapshots;

/// <summary>The difference of two lists of modules, put in force: one is reconfigured, the others stay the objects they are. The bar for 10,000 is 250 ms.</summary>
public class ModuleBenchmarks
{
    private DataPlane _plane = null!;
    private ConfigurationModel _model = null!;

    /// <summary>Modules in the configuration.</summary>
    [Params(100, 10_000)]
    public int Modules { get; set; }

    /// <summary>Puts the configuration in force.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _model = Models.Of(providers: 10, accessKeys: 10, Modules).Model;
        _plane = Blocking.Run(() => DataPlane.StartAsync(_model, CancellationToken.None));
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void CleanUp() => Blocking.Run(() => _plane.DisposeAsync().AsTask());

    /// <summary>One module reconfigured, the others are the same by value.</summary>
    [Benchmark]
    public void OneModuleReconfigured()
    {
        _model = Models.WithModuleChanged(_model);
        Blocking.Run(() => _plane.ApplyAsync(_model, CancellationToken.None));
    }
}
