using System.Net;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;

namespace Switchyard.Agents.Roster;

/// <summary>An agent as a node knows it. What identifies who is dialled is <see cref="Id"/> and <see cref="BootId"/> together: the same agent in another process is another one to dial.</summary>
internal sealed record AgentEntry
{
    /// <summary>The agent.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace it serves.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>The build it is of.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Unique in its build.</summary>
    public required string Name { get; init; }

    /// <summary>Its process; empty as long as it was never seen.</summary>
    public Guid BootId { get; init; }

    /// <summary>Where it is to be dialled; null as long as it was never seen.</summary>
    public Uri? Address { get; init; }

    /// <summary>Where its registration came from.</summary>
    public IPAddress? SeenFrom { get; init; }

    /// <summary>What both sides prove themselves with; null when it was never seen or can not be opened.</summary>
    public Secret? DialKey { get; init; }

    /// <summary>How far its start-up is.</summary>
    public AgentStartup Startup { get; init; }

    /// <summary>When it was first named.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last seen, as far as the node knows; or null.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Why it was retired, or null while it serves.</summary>
    public string? Retired { get; init; }

    /// <summary>Whether it can be dialled.</summary>
    public bool IsReachable => Address is not null && DialKey is not null && Retired is null;

    /// <summary>Whether <paramref name="other"/> is the same agent in the same process.</summary>
    public bool IsSame(AgentEntry other) => Id == other.Id && BootId == other.BootId;
}
