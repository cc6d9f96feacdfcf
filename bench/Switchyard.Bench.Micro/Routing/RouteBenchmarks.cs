using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Switchyard.Bench.DataPlanes;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Snapshots;

namespace Switchyard.Bench.Micro.Routing;

/// <summary>Where a request of the unified routes goes.</summary>
public class RouteBenchmarks
{
    private DataPlane _plane = null!;
    private Exchange _exchange = null!;
    private string _model = "";

    /// <summary>Providers in the configuration.</summary>
    [Params(10, 1_000)]
    public int Providers { get; set; }

    /// <summary>Puts the configuration in force and lets a request in.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var (model, key) = Models.Of(Providers, accessKeys: 1);
        _plane = Blocking.Run(() => DataPlane.StartAsync(model, CancellationToken.None));
        var now = TimeProvider.System;
        _exchange = new Exchange(new DefaultHttpContext(), Guid.CreateVersion7(now.GetUtcNow()), now.GetUtcNow(), now.GetTimestamp(), _plane.Get<GatewaySnapshots>().Acquire())
        {
            Dialect = BridgeSet.Of(BridgeFormat.ChatCompletions),
        };
        _exchange.Actor = _exchange.Snapshot.Access.Authenticate(key, now.GetUtcNow(), out _);
        _model = Models.ProviderName(Providers / 2) + "/gpt-5";
    }

    /// <summary>Ends it.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _exchange.Dispose();
        Blocking.Run(() => _plane.DisposeAsync().AsTask());
    }

    /// <summary>An alias with two targets.</summary>
    [Benchmark]
    public int Alias() => Choose(Models.Alias);

    /// <summary><c>provider/model</c>.</summary>
    [Benchmark]
    public int Named() => Choose(_model);

    private int Choose(string model) => TargetChoice.Find(_exchange, model, BridgeFormat.ChatCompletions, out var targets, out _) is null
        ? targets.Length
        : throw new InvalidOperationException($"'{model}' was not found");
}
