using Switchyard.Model.Agents;

namespace Switchyard.Hub.Agents;

/// <summary>What an agent says of itself. It was checked before.</summary>
public sealed record AgentRegistration
{
    /// <summary>Unique in its build.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is to be dialled: scheme http or https, host and port, nothing else.</summary>
    public required string Address { get; init; }

    /// <summary>Identity of its process.</summary>
    public required string BootId { get; init; }

    /// <summary>Its version; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether chats that name no agent take this one.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether it runs where the workspace does not start it.</summary>
    public bool IsExternal { get; init; }

    /// <summary>How far its start-up is.</summary>
    public AgentStartup Startup { get; init; } = AgentStartup.Ready;
}
