namespace Switchyard.Admin.Agents;

/// <summary>What a registered agent is told.</summary>
internal sealed record RegistrationView
{
    /// <summary>Its id, the same for the same name in the same build.</summary>
    public required Guid AgentId { get; init; }

    public required Guid WorkspaceId { get; init; }

    public required Guid BuildId { get; init; }

    /// <summary>How often it is to register again.</summary>
    public required string Heartbeat { get; init; }

    /// <summary>What it and the nodes prove themselves with, 32 bytes in base64; the same for the same boot id.</summary>
    public required string DialKey { get; init; }

    public override string ToString() => $"{nameof(RegistrationView)} {AgentId:D}";
}
