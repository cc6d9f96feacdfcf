namespace Switchyard.Model.Builds;

/// <summary>The wire names of <see cref="BuildState"/>, and which state may follow which.</summary>
public static class BuildStates
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<BuildState>().Select(NameOf)];

    /// <summary>The wire name of <paramref name="state"/>.</summary>
    public static string NameOf(BuildState state) => Enum.GetName(state)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state.");

    /// <summary>The state with the exact wire name <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static BuildState Parse(string name) => TryParse(name, out var state) ? state : throw new ArgumentException($"There is no state '{name}' of builds.", nameof(name));

    /// <summary>Finds the state with the exact wire name <paramref name="name"/>.</summary>
    public static bool TryParse(string? name, out BuildState state)
    {
        foreach (var candidate in Enum.GetValues<BuildState>())
        {
            if (NameOf(candidate) == name)
            {
                state = candidate;
                return true;
            }
        }

        state = default;
        return false;
    }

    /// <summary>Whether a build may come from one state into the other. None may stay where it is.</summary>
    public static bool MayFollow(BuildState from, BuildState to) => (from, to) switch
    {
        (BuildState.Pending, BuildState.Running or BuildState.Succeeded or BuildState.Failed or BuildState.Stopped) => true,
        (BuildState.Running, BuildState.Succeeded or BuildState.Failed or BuildState.Stopped) => true,
        (BuildState.Succeeded, BuildState.Stopped) => true,
        _ => false,
    };

    /// <summary>Whether agents of a build in this state may register.</summary>
    public static bool HasAgents(BuildState state) => state is BuildState.Pending or BuildState.Running or BuildState.Succeeded;
}
