namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>What a node says when it dials. Everything may be missing or wrong.</summary>
internal sealed record DialRequest
{
    /// <summary>The agent it means.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>The run of it that it means.</summary>
    public Guid? BootId { get; init; }

    /// <summary>Base64 of 32 bytes that were never used before.</summary>
    public string? Nonce { get; init; }

    /// <summary>Its time, in milliseconds since 1970-01-01 UTC.</summary>
    public long? At { get; init; }

    /// <summary>The chat that it dials for.</summary>
    public Guid? Chat { get; init; }

    /// <summary>The chats that that one descends from.</summary>
    public IReadOnlyList<Guid>? Ancestors { get; init; }

    /// <summary>That it knows the dial key.</summary>
    public string? Proof { get; init; }
}
