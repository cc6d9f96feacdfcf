namespace Switchyard.Bench.Gateways;

/// <summary>How a rollout is measured.</summary>
internal sealed record RolloutLoad(int Nodes, int Gateways, int Instances, int WarmUpChanges, int Changes, int DeadChanges)
{
    public static RolloutLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("nodes", 3)),
        Math.Max(1, arguments.Number("gateways", 200)),
        Math.Max(1, arguments.Number("instances", 1000)),
        Math.Max(1, arguments.Number("warmup-changes", 300)),
        Math.Max(1, arguments.Number("changes", 200)),
        Math.Max(1, arguments.Number("dead-changes", 20)));
}
