namespace Switchyard.Model.Agents;

/// <summary>The wire names of <see cref="AgentStartup"/> and <see cref="AgentStatus"/>, their names in lower case, and how the status comes about.</summary>
public static class AgentStates
{
    /// <summary>All names of <see cref="AgentStartup"/>.</summary>
    public static IReadOnlyList<string> Startups { get; } = [.. Enum.GetValues<AgentStartup>().Select(NameOf)];

    /// <summary>The wire name of <paramref name="startup"/>.</summary>
    public static string NameOf(AgentStartup startup) => Enum.GetName(startup)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(startup), startup, "Unknown start-up.");

    /// <summary>The wire name of <paramref name="status"/>.</summary>
    public static string NameOf(AgentStatus status) => Enum.GetName(status)?.ToLowerInvariant() ?? throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status.");

    /// <summary>Finds the start-up with the exact wire name <paramref name="name"/>.</summary>
    public static bool TryParse(string? name, out AgentStartup startup)
    {
        foreach (var candidate in Enum.GetValues<AgentStartup>())
        {
            if (NameOf(candidate) == name)
            {
                startup = candidate;
                return true;
            }
        }

        startup = default;
        return false;
    }

    /// <summary>How an agent is at <paramref name="now"/>. All times are of the database's clock, so that the answer is equal on every node.</summary>
    /// <param name="retiredAt">When it was retired, or null.</param>
    /// <param name="lastSeenAt">When it was last seen, or null.</param>
    /// <param name="expectedSince">Since when it could have been seen: the end of its build or, if that is later, when it was first named; null while the build goes on.</param>
    /// <param name="now">The time of the database.</param>
    /// <param name="settings">How long is too long.</param>
    public static AgentStatus StatusOf(DateTimeOffset? retiredAt, DateTimeOffset? lastSeenAt, DateTimeOffset? expectedSince, DateTimeOffset now, AgentSettings settings)
    {
        if (retiredAt is not null)
        {
            return AgentStatus.Retired;
        }

        if (lastSeenAt is { } seen)
        {
            return now - seen < settings.Silent ? AgentStatus.Connected : AgentStatus.Disconnected;
        }

        return expectedSince is { } since && settings.FirstContact > TimeSpan.Zero && now - since >= settings.FirstContact ? AgentStatus.Timeout : AgentStatus.Connecting;
    }
}
