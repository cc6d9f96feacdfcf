namespace Switchyard.Model.Agents;

/// <summary>How agents of workspaces are followed and dialled (section <c>server.agents</c>).</summary>
public sealed record AgentSettings
{
    /// <summary>The defaults.</summary>
    public static AgentSettings Default { get; } = new();

    /// <summary>How agents are dialled.</summary>
    public AgentDialSettings Dial { get; init; } = AgentDialSettings.Default;

    /// <summary>What a node may dial for an agent besides the address it registered from: CIDRs, addresses and host names, at most 100.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>How often an agent is told to register again. 1 s to 5 min.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which an agent counts as disconnected. Longer than <see cref="Heartbeat"/>, 2 s to 1 h.</summary>
    public TimeSpan Silent { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its build an agent may be seen for the first time; zero for no limit. At most 1 d.</summary>
    public TimeSpan FirstContact { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Silence after which people are told to stop and start the workspace. Not shorter than <see cref="Silent"/>, 2 s to 1 d.</summary>
    public TimeSpan Disconnected { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a turn waits for the agent of a workspace that was just started. 0 to 1 h.</summary>
    public TimeSpan WaitOnline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a turn waits for the agent's start-up to be done. 0 to 1 h.</summary>
    public TimeSpan WaitReady { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the discovery of an agent's tools may take, the dial included. 1 s to 10 min.</summary>
    public TimeSpan Discovery { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>How long calls at a retired agent may go on. 0 to 1 h.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Compares by value, the list included.</summary>
    public bool Equals(AgentSettings? other) =>
        other is not null && Dial == other.Dial && Allow.SequenceEqual(other.Allow, StringComparer.Ordinal) && Heartbeat == other.Heartbeat && Silent == other.Silent
        && FirstContact == other.FirstContact && Disconnected == other.Disconnected && WaitOnline == other.WaitOnline && WaitReady == other.WaitReady && Discovery == other.Discovery && Drain == other.Drain;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Dial, Allow.Count, Heartbeat, Silent, FirstContact, Disconnected, WaitOnline, WaitReady);
}
