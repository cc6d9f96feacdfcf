namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>What the control plane answers.</summary>
internal sealed record RegistrationReply
{
    /// <summary>Id of the agent.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>A duration.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>A secret in base64.</summary>
    public string? DialKey { get; init; }
}
