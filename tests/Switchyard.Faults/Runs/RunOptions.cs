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

    /// <summary>Users who talk in chats of their own.</summary>
    public int Talkers { get; init; } = 2;

    /// <summary>The faults: those of one plan come one after the other, those of different plans as it happens.</summary>
    public IReadOnlyList<IEnumerable<PlannedFault>> Plans { get; init; } = [];

    /// <summary>How long the load lasts at least; it does not end before the plans of faults do, if they have an end.</summary>
    public TimeSpan Load { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Ends the load instead of <see cref="Load"/>, if given.</summary>
    public Task? Until { get; init; }

    /// <summary>How long everything may take to come to rest.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a node that nothing is done to may serve an older revision. The product promises 1.2 s, and journeys that have the machine to themselves hold it to that.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the plans have no end and are stopped when the load has lasted.</summary>
    public bool IsEndless { get; init; }

    /// <summary>What must have happened.</summary>
    public Exercise Least { get; init; } = new();

    /// <summary>Where the ledger goes besides, or null.</summary>
    public string? Path { get; init; }
}
