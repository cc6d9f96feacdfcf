namespace Switchyard.Hub.Agents;

/// <summary>Why an agent is not registered.</summary>
public enum AgentRefusal
{
    /// <summary>There is no valid token.</summary>
    Unauthorized,

    /// <summary>Too many tries from its address have failed.</summary>
    TooManyFailures,

    /// <summary>Too many processes have registered with its token.</summary>
    TooManyProcesses,

    /// <summary>Nobody may use the workspace.</summary>
    NotGranted,

    /// <summary>The build of the token has failed, was stopped or has been overtaken.</summary>
    BuildRetired,

    /// <summary>The build has as many agents as it may have.</summary>
    TooManyAgents,
}
