namespace Switchyard.Bench.Suites;

/// <summary>How long and how often a suite measures, and whom.</summary>
internal sealed record SuiteOptions(int Rounds, int Seconds, int Warmup, IReadOnlyList<string> Only)
{
    /// <summary>Contenders run here; load generator and upstream on <see cref="LoadProcessor"/>.</summary>
    public int ContenderProcessor { get; init; }

    public int LoadProcessor { get; init; } = 1;

    /// <summary>A measurement during which others used more of the contender's processor, in percent, is repeated.</summary>
    public int Quiet { get; init; } = 10;

    /// <summary>How often at most; then the quietest counts.</summary>
    public int Tries { get; init; } = 4;

    public static SuiteOptions From(Arguments arguments)
    {
        if (Environment.ProcessorCount < 2)
        {
            throw new ArgumentException("a suite needs two processors: one for the contender, one for load and upstream");
        }

        return new SuiteOptions(
            Math.Max(1, arguments.Number("rounds", 3)),
            Math.Max(1, arguments.Number("seconds", 6)),
            Math.Max(1, arguments.Number("warmup", 2)),
            arguments.Text("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Quiet = arguments.Number("quiet", 10),
            Tries = Math.Max(1, arguments.Number("tries", 4)),
        };
    }

    public bool Wants(string contender) => Only.Count == 0 || Only.Any(part => contender.Contains(part, StringComparison.OrdinalIgnoreCase));
}
