namespace Switchyard.Model.Agents;

/// <summary>How far an agent says its start-up is.</summary>
public enum AgentStartup
{
    /// <summary>It works on it; turns wait.</summary>
    Starting,

    /// <summary>It is done.</summary>
    Ready,

    /// <summary>It failed. The agent serves all the same.</summary>
    Failed,
}
