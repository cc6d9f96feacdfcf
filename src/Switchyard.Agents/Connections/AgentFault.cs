namespace Switchyard.Agents.Connections;

/// <summary>Why a chat gets nothing from its agent: a stable code, a sentence, and what people can do about it. Without addresses, tokens or texts of exceptions.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Advice">What to do.</param>
internal sealed record AgentFault(string Code, string Message, string Advice)
{
    /// <summary>The chat has no workspace.</summary>
    public static AgentFault NoWorkspace { get; } = new("no_workspace", "The chat has no workspace.", "Choose a workspace for the chat.");

    /// <summary>The workspace has no agent that serves.</summary>
    public static AgentFault NoAgent { get; } = new("no_agent", "The workspace has no agent: it is stopped, or its latest build has none.", "Start the workspace, or wait for its build.");

    /// <summary>The workspace changed twice while its agent was looked for.</summary>
    public static AgentFault WorkspaceChanged { get; } = new("workspace_changed", "The chat's workspace was changed meanwhile.", "Send the message again.");

    /// <summary>The user may not use the workspace (any more).</summary>
    public static AgentFault NotGranted { get; } = new("workspace_not_granted", "You may not use the chat's workspace.", "Ask an operator for access, or choose another workspace.");

    /// <summary>The agent was heard of a moment ago, and did not answer in time.</summary>
    public static AgentFault Slow { get; } = new("agent_slow", "The agent did not answer in time.", "Try again in a moment.");

    /// <summary>The agent has been silent for long.</summary>
    public static AgentFault Disconnected { get; } = new("agent_disconnected", "The agent has not been heard of for a while.", "Stop and start the workspace.");

    /// <summary>The agent was never seen, and should have been.</summary>
    public static AgentFault NeverConnected { get; } = new("agent_never_connected", "The agent has never connected.", "Look at the log of the workspace's build, and start the agent.");

    /// <summary>The agent can not be reached.</summary>
    public static AgentFault Unreachable { get; } = new("agent_unreachable", "The agent can not be reached.", "Look whether the agent runs and whether nodes can reach the address it registered.");

    /// <summary>The agent is somewhere that nodes do not dial.</summary>
    public static AgentFault AddressNotAllowed { get; } =
        new("agent_address_not_allowed", "The agent registered an address that it did not come from.", "Have it register its own address, or allow the address by server.agents.allow.");

    /// <summary>Its start-up is not done in time.</summary>
    public static AgentFault StartupSlow { get; } = new("agent_starting", "The agent's start-up takes too long.", "Look at the log of the workspace's start-up.");

    /// <summary>What it was asked of the database can not be answered.</summary>
    public static AgentFault Unknown { get; } = new("agent_unknown", "Which agent the chat has can not be found out: the database is away.", "Try again in a moment.");

    /// <summary>Its tools can not be listed.</summary>
    public static AgentFault NoTools { get; } = new("agent_tools_unknown", "The agent's tools can not be read.", "Look whether the agent runs.");
}
