using Switchyard.WorkspaceAgent.Identity;

namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>How a registration ended.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Reason">Why it failed, for people; empty when it did not.</param>
internal sealed record RegistrationOutcome(RegistrationKind Kind, string Reason)
{
    /// <summary>Who the agent is, when it was registered.</summary>
    public AgentIdentity? Identity { get; init; }

    /// <summary>When it is to be said again that the agent lives.</summary>
    public TimeSpan Heartbeat { get; init; }

    /// <summary>No answer, or one that can not be used.</summary>
    public static RegistrationOutcome Failed(string reason) => new(RegistrationKind.Failed, reason);
}
