using Switchyard.Bench.Scale.Nodes;

namespace Switchyard.Bench.Scale.Edges;

/// <summary>A connection, from its first packet to its end.</summary>
/// <param name="edge">Whose.</param>
/// <param name="node">Where to.</param>
internal sealed class Attempt(SimEdge edge, SimNode node)
{
    public SimEdge Edge => edge;

    public SimNode Node => node;

    /// <summary>Whether the edge still has it open.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether the upgrade has happened.</summary>
    public bool IsUpgraded { get; set; }

    public SimSession? Session { get; set; }

    public TimeSpan OpenedAt { get; set; }

    public TimeSpan LastArrival { get; set; }
}
