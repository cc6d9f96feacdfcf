namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>What an agent says to a node that has proved itself.</summary>
internal sealed record DialAnswer
{
    /// <summary>Who it is.</summary>
    public required Guid AgentId { get; init; }

    /// <summary>Its run.</summary>
    public required Guid BootId { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>What the node shows with each request from now on.</summary>
    public required string Session { get; init; }

    /// <summary>That the agent knows the dial key, too.</summary>
    public required string Proof { get; init; }
}
