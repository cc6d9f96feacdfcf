using BenchmarkDotNet.Attributes;
using Switchyard.Bench.DataPlanes;
using Switchyard.Gateway.Entry;

namespace Switchyard.Bench.Micro.Access;

/// <summary>Whose access key a request presents: hashed, found in the snapshot in force, compared in constant time.</summary>
public class AccessKeyBenchmarks
{
    private DataPlane _plane = null!;
    private AccessGate _gate = null!;
    private string _key = "";
    private string _stranger = "";

    /// <summary>Access keys in the configuration.</summary>
    [Params(100, 10_000)]
    public int Keys { get; set; }

    /// <summary>Puts the configuration in force.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        (var model, _key) = Models.Of(providers: 1, accessKeys: Keys);
        _stranger = Models.Of(providers: 1, accessKeys: 1).Key;
        _plane = Blocking.Run(() => DataPlane.StartAsync(model, CancellationToken.None));
        _gate = _plane.Get<AccessGate>();
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void CleanUp() => Blocking.Run(() => _plane.DisposeAsync().AsTask());

    /// <summary>A key that exists.</summary>
    [Benchmark]
    public bool Known() => _gate.Check(_key).AccessKeyId != Guid.Empty;

    /// <summary>A key that does not exist; it costs the same.</summary>
    [Benchmark]
    public bool Unknown() => _gate.Check(_stranger).AccessKeyId != Guid.Empty;
}
