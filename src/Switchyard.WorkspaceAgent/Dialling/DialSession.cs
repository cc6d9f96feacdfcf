namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>What a node has after it dialled, until it ends it or has been silent for a minute.</summary>
/// <param name="identity">The agent's id and run as they were proved.</param>
/// <param name="chat">The chat that it was dialled for.</param>
#pragma warning disable CA1001 // The source is not disposed of: calls that end may still ask it, and it has no timer.
internal sealed class DialSession((Guid AgentId, Guid BootId) identity, Guid? chat)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Id of the agent.</summary>
    public Guid AgentId => identity.AgentId;

    /// <summary>Run of the agent.</summary>
    public Guid BootId => identity.BootId;

    /// <summary>The chat that it was dialled for.</summary>
    public Guid? Chat => chat;

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Requests that are being answered. Guarded by <see cref="DialSessions"/>.</summary>
    public int Requests { get; set; }

    /// <summary>When the last request ended, as a timestamp. Guarded by <see cref="DialSessions"/>.</summary>
    public long IdleSince { get; set; }

    /// <summary>Ends what runs for it.</summary>
    public void End() => _ended.Cancel();
}
