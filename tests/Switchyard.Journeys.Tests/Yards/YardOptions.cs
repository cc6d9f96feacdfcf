using Switchyard.Simulator;

namespace Switchyard.Journeys.Tests.Yards;

/// <summary>What a journey wants other than usual.</summary>
internal sealed record YardOptions
{
    public static YardOptions Default { get; } = new();

    /// <summary>More arguments of every node.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables of every node; they replace those that a yard sets.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>How the upstream behaves.</summary>
    public SimulatorOptions? Simulator { get; init; }
}
