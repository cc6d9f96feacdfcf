namespace Switchyard.Bench.Start;

/// <summary>How starts are measured.</summary>
/// <param name="Rounds">Starts of each kind.</param>
/// <param name="Providers">Providers in the database that is not empty.</param>
/// <param name="IdleSeconds">How long a node is left alone before its memory is read.</param>
/// <param name="LoadSeconds">How long it is loaded afterwards.</param>
internal sealed record StartLoad(int Rounds, int Providers, int IdleSeconds, int LoadSeconds)
{
    public static StartLoad From(Arguments arguments) => new(
        Math.Max(1, arguments.Number("rounds", 5)),
        Math.Max(1, arguments.Number("providers", 1_000)),
        Math.Max(1, arguments.Number("idle", 10)),
        Math.Max(1, arguments.Number("seconds", 5)));
}
