namespace Switchyard.Bench.Storm;

/// <summary>How a storm of changes is measured.</summary>
/// <param name="Nodes">1 on SQLite, more on PostgreSQL.</param>
/// <param name="Rate">Requests a second over all nodes; 0: 70 % of what one node is found to do, for each.</param>
/// <param name="Streams">Open streams over all nodes.</param>
/// <param name="CadenceMs">Time between two events of a stream.</param>
/// <param name="Changes">Changes a second.</param>
/// <param name="WarmUpChanges">Changes before anything is measured.</param>
/// <param name="Seconds">Length of each part, calm and storm.</param>
/// <param name="Rounds">How often both are measured.</param>
internal sealed record StormLoad(int Nodes, int Rate, int Streams, int CadenceMs, int Changes, int WarmUpChanges, int Seconds, int Rounds)
{
    private const int LongestStreamSeconds = 10;

    public bool IsOnPostgres => Nodes > 1;

    /// <summary>Events of a stream: it lasts ten seconds, in short runs a third of the run.</summary>
    public int Events => Math.Max(2, Math.Min(LongestStreamSeconds * 1000, Seconds * 1000 / 3) / Math.Max(1, CadenceMs));

    public static StormLoad From(Arguments arguments) => new(
        arguments.Text("postgres", "no") == "yes" ? Math.Max(2, arguments.Number("nodes", 2)) : 1,
        arguments.Number("rate", 0),
        Math.Max(1, arguments.Number("streams", 200)),
        Math.Max(1, arguments.Number("cadence", 200)),
        Math.Max(1, arguments.Number("changes", 10)),
        Math.Max(1, arguments.Number("warmup-changes", 42)),
        Math.Max(2, arguments.Number("seconds", 60)),
        Math.Max(1, arguments.Number("rounds", 1)));
}
