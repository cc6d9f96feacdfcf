using Switchyard.WorkspaceAgent.Options;

namespace Switchyard.Host.Agents;

/// <summary>What <c>switchyard agent</c> is started with: flags first, environment second, defaults last.</summary>
internal sealed record AgentProcessOptions
{
    /// <summary>Address that nodes dial; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    /// <summary>Everything else.</summary>
    public required AgentOptions Agent { get; init; }

    /// <summary>Whether logs are JSON objects instead of lines for people.</summary>
    public bool JsonLogs { get; init; }
}
