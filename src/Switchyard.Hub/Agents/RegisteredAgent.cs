namespace Switchyard.Hub.Agents;

/// <summary>An agent that is registered.</summary>
/// <param name="AgentId">Its id, the same for the same name in the same build.</param>
/// <param name="WorkspaceId">Its workspace.</param>
/// <param name="BuildId">Its build.</param>
/// <param name="DialKey">What it and the nodes prove themselves with, 32 bytes; the same for the same process, another one for each other.</param>
/// <param name="IsNew">Whether this process was not registered before.</param>
public sealed record RegisteredAgent(Guid AgentId, Guid WorkspaceId, Guid BuildId, ReadOnlyMemory<byte> DialKey, bool IsNew)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => $"{nameof(RegisteredAgent)} {AgentId:D}";
}
