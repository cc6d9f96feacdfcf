using Switchyard.Model.Bundles;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>What a test may bring or look at besides the routes.</summary>
internal sealed class ControlPlaneParts
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public SecretKeyRing Ring { get; init; } = SecretKeyRing.Create();

    public FakeProbe Probe { get; } = new();

    /// <summary>How modules fare, as the data plane would tell; null for a control plane without one.</summary>
    public Model.Modules.IModuleReports? Modules { get; init; }

    public LogCollector Logs { get; } = new();

    /// <summary>Whether old events and what else is over is removed, as on a real node.</summary>
    public bool CleansUp { get; init; }

    /// <summary>What runs bundles on this node; null as on a node that runs none.</summary>
    public IBundleSupervision? Bundles { get; init; }

    /// <summary>What signs in to bundles; null as on a node that runs none.</summary>
    public IBundleSignIns? SignIns { get; init; }

    /// <summary>The node's configuration files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
