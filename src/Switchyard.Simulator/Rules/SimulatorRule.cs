using Switchyard.Simulator.Behaviors;

namespace Switchyard.Simulator.Rules;

/// <summary>
/// Changes how requests that match are answered. All conditions given must hold. Rules are tried in the order in which they were added; the first that
/// matches and is not used up decides alone, so rules with <see cref="Times"/> in a row are a script.
/// </summary>
public sealed record SimulatorRule
{
    /// <summary>The credential, exactly; null for any.</summary>
    public string? Key { get; init; }

    /// <summary>The model; a trailing <c>*</c> matches any rest; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>The path; a trailing <c>*</c> matches any rest; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>So many matching requests pass by before the rule begins to work.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests it decides before it is used up; null for no end.</summary>
    public int? Times { get; init; }

    /// <summary>What goes wrong; null leaves the request's own fault.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Any other change of behaviour, made after <see cref="Fault"/>.</summary>
    public Func<SimulatedBehavior, SimulatedBehavior>? Change { get; init; }

    /// <summary>Holds the answers back until the test lets them go.</summary>
    public StreamGate? Gate { get; init; }

    internal SimulatedBehavior Apply(SimulatedBehavior behavior)
    {
        var changed = Fault is null ? behavior : behavior with { Fault = Fault };
        return Change is null ? changed : Change(changed);
    }

    internal bool Matches(string? key, string? model, string path) =>
        (Key is null || Key == key) && Fits(Model, model) && Fits(Path, path);

    private static bool Fits(string? pattern, string? value) => pattern switch
    {
        null => true,
        [.. var start, '*'] => value?.StartsWith(start, StringComparison.Ordinal) == true,
        _ => pattern == value,
    };
}
