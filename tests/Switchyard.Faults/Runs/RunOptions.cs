using Switchyard.Faults.Injection;
using Switchyard.Faults.Verdicts;

namespace Switchyard.Faults.Runs;

/// <summary>How a run is.</summary>
internal sealed record RunOptions
{
    /// <summary>Name of the run, lower-case letters and digits; no two runs on one yard have the same.</summary>
    public string Name { get; init; } = "run";

    /// <summary>Decides every choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Operators that change providers of their own.</summary>
    public int Operators { get; init; } = 3;

    /// <summary>Clients of data planes.</summary>
    public int Clients { get; init; } = 4;

    /// <summary>The faults.</summary>
    public IEnumerable<PlannedFault> Faults { get; init; } = [];

    /// <summary>How long the load lasts at least; it does not end before the plan of faults does, if that has an end.</summary>
    public TimeSpan Load { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the plan has no end and is stopped when the load has lasted.</summary>
    public bool IsEndless { get; init; }

    /// <summary>What must have happened.</summary>
    public Exercise Least { get; init; } = new();

    /// <summary>Where the ledger goes besides, or null.</summary>
    public string? Path { get; init; }
}
