namespace Switchyard.Model.Chats;

/// <summary>The wire names of <see cref="TurnState"/>: their names in lower case.</summary>
public static class TurnStates
{
    /// <summary>The wire name of <paramref name="state"/>.</summary>
    public static string NameOf(TurnState state) => Enum.GetName(state)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state.");

    /// <summary>The state with the wire name <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TurnState Parse(string name)
    {
        foreach (var candidate in Enum.GetValues<TurnState>())
        {
            if (NameOf(candidate) == name)
            {
                return candidate;
            }
        }

        throw new ArgumentException($"There is no state '{name}' of turns.", nameof(name));
    }
}
