namespace Switchyard.Storage.Agents;

/// <summary>What a token of an agent opens, and whether it still does.</summary>
public sealed record AgentPassRow
{
    /// <summary>The token.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>SHA-256 of the token's whole text, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The workspace.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>The build.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Number of the build.</summary>
    public required long Number { get; init; }

    /// <summary>Name of the build's state.</summary>
    public required string State { get; init; }

    /// <summary>Number of the workspace's latest build, 0 before the first.</summary>
    public required long LatestNumber { get; init; }

    /// <summary>Whether anybody may use the workspace: it is for every user, or one who may is still there.</summary>
    public required bool Granted { get; init; }

    /// <summary>Whether the token was revoked or has expired, or the workspace was deleted.</summary>
    public required bool Ended { get; init; }
}
