namespace Switchyard.Bench.Hub;

/// <summary>How the publish rate is measured.</summary>
internal sealed record HubLoad(int Rounds, int Seconds, int Streams, IReadOnlyList<int> Clients)
{
    public static HubLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("rounds", 3)),
        Math.Max(1, arguments.Number("seconds", 6)),
        Math.Max(2, arguments.Number("streams", 1000)),
        [1, 8]);
}
