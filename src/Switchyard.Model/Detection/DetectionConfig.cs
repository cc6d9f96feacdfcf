namespace Switchyard.Model.Detection;

/// <summary>How clients and their sessions are told from requests. It only labels what is recorded: it never decides whether a request is served.</summary>
public sealed record DetectionConfig
{
    /// <summary>The clients known when this version was made.</summary>
    public static DetectionConfig Default { get; } = new()
    {
        Clients =
        [
            new ClientRule("Claude Code")
            {
                UserAgents = ["claude"],
                Sessions = [SessionSource.OfHeader("X-Claude-Code-Session-Id"), SessionSource.MetadataUserId],
            },
            new ClientRule("Codex") { UserAgents = ["codex"], Sessions = [SessionSource.OfHeader("session_id")] },
            new ClientRule("Cursor") { Headers = [new HeaderMatch("x-cursor-client-version")] },
            new ClientRule("Copilot for VS Code") { UserAgents = ["githubcopilotchat/"], Sessions = [SessionSource.OfHeader("x-interaction-id")] },
            new ClientRule("Copilot CLI") { UserAgents = ["copilot/"], Sessions = [SessionSource.OfHeader("X-Client-Session-Id")] },
            new ClientRule("Kilo Code")
            {
                UserAgents = ["kilo-code/"],
                Headers = [new HeaderMatch("originator", "kilo-code")],
                Sessions = [SessionSource.OfHeader("X-KILOCODE-TASKID")],
            },
            new ClientRule("Roo Code") { UserAgents = ["roo-code/"], Headers = [new HeaderMatch("originator", "roo-code")] },
            new ClientRule("Zed") { UserAgents = ["zed/"] },
            new ClientRule("Crush") { UserAgents = ["charm crush/"] },
            new ClientRule("OpenCode") { UserAgents = ["opencode/"] },
            new ClientRule("Mux") { UserAgents = ["mux/"], Sessions = [SessionSource.OfHeader("X-Mux-Workspace-Id")] },
            new ClientRule("Switchyard") { UserAgents = ["switchyard/"], Sessions = [SessionSource.OfHeader("X-Switchyard-Chat-Id")] },
        ],
    };

    /// <summary>The table; the first entry that fits a request names its client.</summary>
    public IReadOnlyList<ClientRule> Clients { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(DetectionConfig? other) => other is not null && Clients.SequenceEqual(other.Clients);

    /// <inheritdoc />
    public override int GetHashCode() => Clients.Count;
}
