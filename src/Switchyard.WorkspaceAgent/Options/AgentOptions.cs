using Switchyard.Model.Secrets;

namespace Switchyard.WorkspaceAgent.Options;

/// <summary>What an agent is started with. Nothing is read from the environment here.</summary>
public sealed record AgentOptions
{
    /// <summary>Address of the control plane.</summary>
    public required Uri ControlPlane { get; init; }

    /// <summary>The agent's token (<c>swa_…</c>).</summary>
    public required Secret Token { get; init; }

    /// <summary>Address that nodes dial; null for the one that the agent listens on.</summary>
    public Uri? Address { get; init; }

    /// <summary>Directory under which tools work.</summary>
    public required string Root { get; init; }

    /// <summary>Name of the agent in its build.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is the one that chats get which name none.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether it runs outside of what the control plane starts and stops.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Program that gets the workspace ready, run once at the start; null for none.</summary>
    public string? Startup { get; init; }

    /// <summary>Environment of the process. A command gets only <c>PATH</c>, <c>HOME</c>, <c>LANG</c>, <c>LC_*</c>, <c>TZ</c> and <c>TMPDIR</c> of it.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }
}
